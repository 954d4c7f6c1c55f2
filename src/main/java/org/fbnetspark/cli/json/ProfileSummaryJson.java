package org.fbnetspark.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.profile.ProfileSummary;

/**
 * What a profile has come to, version 1.
 *
 * <pre>
 * format             "fbnet-spark/profile-summary"
 * version            1
 * space              whose rows were wanted
 * seconds            time that it took
 * tables             one for each class of machines
 *   path, sha256     of the table
 *   device, runtime, dtype, batch, threads, layout
 *   hosts            machines of the class
 *   measured, kept   rows measured now, rows that were there already
 *   unsteadyShare    of the rows of the space
 *   needed           rows that the space needs; absent where it has all of them, as what follows
 *   interpolated     those that lie between the rows of grids
 *   heldOut          of rows measured between: rows, medianError, p90Error, largestError
 *   correction       how whole networks follow from their rows; absent where that is not known
 *     slope, interceptMicros, r2, mape, kendallTau
 *     bendMicros, slopeBeyond    of a line with a bend
 *     fitted, heldOut    number of networks
 * </pre>
 */
public final class ProfileSummaryJson {

  private ProfileSummaryJson() {}

  /** The document as text. */
  public static String text(ProfileSummary summary) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", "fbnet-spark/profile-summary").put("version", 1);
    document.put("space", summary.space());
    document.put("seconds", summary.seconds());
    ArrayNode tables = document.putArray("tables");
    summary.tables().forEach(table -> add(tables.addObject(), table));
    return Json.pretty(document);
  }

  private static void add(ObjectNode node, ProfileSummary.Table table) {
    node.put("path", table.path()).put("sha256", table.sha256());
    node.put("device", table.setting().device());
    node.put("runtime", table.setting().runtime());
    node.put("dtype", table.setting().dtype());
    node.put("batch", table.setting().batch());
    table.setting().threads().ifPresent(threads -> node.put("threads", threads));
    table.setting().layout().ifPresent(layout -> node.put("layout", layout));
    table.hosts().forEach(node.putArray("hosts")::add);
    node.put("measured", table.measured()).put("kept", table.kept());
    node.put("unsteadyShare", table.unsteadyShare());
    if (table.rows().interpolated() > 0) {
      node.put("needed", table.rows().needed()).put("interpolated", table.rows().interpolated());
      table
          .error()
          .ifPresent(error -> LatencyTableJson.addFigures(node.putObject("heldOut"), error));
    }
    table
        .correction()
        .ifPresent(
            fit ->
                LatencyTableJson.addFigures(node.putObject("correction"), fit)
                    .put("fitted", fit.fitted().size())
                    .put("heldOut", fit.heldOut().size()));
  }
}
