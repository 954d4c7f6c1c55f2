package org.fbnetspark.format.latency;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fbnetspark.domain.latency.InterpolationError;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.json.JsonFields;

/**
 * A latency table as a file, version 3; versions 1, which has no bend, and 2, which has no grids,
 * are read too. All times are microseconds.
 *
 * <pre>
 * format            "fbnet-spark/latency-table"
 * version           3
 * sha256            of the content, as this class writes it
 * content
 *   setting         device, runtime (with its version), dtype, batch; threads and layout may be absent
 *   provenance      facts about the origin: host, date, tool, source file
 *   relativeToSkip  whether rows are differences to skip at the same place
 *   baseMicros      time of everything without a row; may be absent
 *   correction      how whole networks follow from their rows; may be absent
 *     slope, interceptMicros, r2, mape, kendallTau
 *     bendMicros, slopeBeyond          of a line with a bend, together or not at all
 *     fitted, heldOut                  networks timed as a whole: pairs of sumMicros, measuredMicros
 *   interpolation   what lies between rows; absent where nothing does
 *     grids         each with
 *       op          with m* in place of the channels in the middle, if the op has such of its own
 *       stride, block      see {@link org.fbnetspark.domain.latency.LatencyGrid}
 *       heights, widths, inChannels, middleChannels, outChannels    rising
 *     heldOut       of the rows that lie between those of grids; absent where none does
 *       rows, medianError, p90Error, largestError    shares of the time measured
 *   rows            each with
 *     op, input [height, width, channels], outChannels, stride
 *     layer         where the row is for one layer alone
 *     medianMicros
 *     p10Micros, p90Micros, intervalMicros, runs, steady    together or not at all
 *     hostMicros    median on each host by its name; absent where that is not known
 * </pre>
 */
public final class LatencyTableJson {

  private static final String FORMAT = "fbnet-spark/latency-table";
  private static final int OLDEST = 1;
  private static final int VERSION = 3;
  private static final int LARGEST_ROWS = 1_000_000;

  private static final int LARGEST_HOSTS = 10_000;
  private static final int LARGEST_NETWORKS = 100_000;

  private static final List<String> SPREAD =
      List.of("p10Micros", "p90Micros", "intervalMicros", "runs", "steady");

  private LatencyTableJson() {}

  /** The bytes of the file. */
  public static byte[] write(LatencyTable table) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", FORMAT);
    document.put("version", VERSION);
    document.put("sha256", sha256(table));
    document.set("content", content(table));
    return Json.pretty(document).getBytes(StandardCharsets.UTF_8);
  }

  /** Checksum of a table's content, in lower-case hexadecimal digits. */
  public static String sha256(LatencyTable table) {
    try {
      byte[] bytes = Json.pretty(content(table)).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @throws FormatException naming the field that is unknown or out of bounds, the row that cannot
   *     be, or the checksum
   */
  public static LatencyTable read(byte[] bytes, String path) throws FormatException {
    Findings findings = new Findings();
    Optional<LatencyTable> table = scan(bytes, path, findings);
    findings.throwIfAny();
    return table.orElseThrow();
  }

  /** The table, or everything that is wrong with it. */
  static Optional<LatencyTable> scan(byte[] bytes, String path, Findings findings) {
    List<LatencyTable> table = new ArrayList<>();
    findings.attempt(
        () -> {
          JsonFields file =
              JsonFields.ofFile(bytes, path, FORMAT, OLDEST, VERSION)
                  .only(List.of("format", "version", "sha256", "content"));
          JsonFields content = content(file);
          LatencyTable.Builder builder = builder(content);
          int size = content.size("rows", LARGEST_ROWS);
          for (int i = 0; i < size && !findings.full(); i++) {
            JsonFields row = content.element("rows", i);
            findings.attempt(() -> add(builder, row));
          }
          if (findings.none()) {
            table.add(checked(builder, file, content));
          }
        });
    return table.stream().findFirst();
  }

  private static JsonFields content(JsonFields file) throws FormatException {
    return file.object("content")
        .only(
            List.of(
                "setting",
                "provenance",
                "relativeToSkip",
                "baseMicros",
                "correction",
                "interpolation",
                "rows"));
  }

  private static LatencyTable.Builder builder(JsonFields content) throws FormatException {
    LatencyTable.Builder builder = LatencyTable.builder(setting(content.object("setting")));
    JsonFields provenance = content.object("provenance");
    for (String name : provenance.names()) {
      builder.provenance(name, provenance.text(name));
    }
    if (content.truth("relativeToSkip")) {
      builder.relativeToSkip();
    }
    try {
      if (content.has("baseMicros")) {
        builder.baseMicros(content.number("baseMicros"));
      }
    } catch (IllegalArgumentException e) {
      throw content.refuse("baseMicros", e.getMessage());
    }
    if (content.has("correction")) {
      builder.correction(correction(content.object("correction")));
    }
    LatencyGridJson.read(builder, content);
    return builder;
  }

  private static LatencyTable checked(
      LatencyTable.Builder builder, JsonFields file, JsonFields content) throws FormatException {
    LatencyTable table;
    try {
      table = builder.build();
    } catch (IllegalArgumentException e) {
      throw content.refuse(e.getMessage());
    }
    String found = file.text("sha256");
    if (!found.equals(sha256(table))) {
      throw file.refuse(
          "sha256",
          "of the content is "
              + sha256(table)
              + ", but was "
              + found
              + "; the file is damaged or was edited by hand: import a CSV table instead");
    }
    LatencyGridJson.requireOwnError(table, content);
    return table;
  }

  private static LatencySetting setting(JsonFields fields) throws FormatException {
    fields.only(List.of("device", "runtime", "dtype", "batch", "threads", "layout"));
    try {
      return new LatencySetting(
          fields.text("device"),
          fields.text("runtime"),
          fields.text("dtype"),
          (int) fields.whole("batch", 1, 1_000_000),
          fields.has("threads")
              ? OptionalInt.of((int) fields.whole("threads", 1, 10_000))
              : OptionalInt.empty(),
          fields.has("layout") ? Optional.of(fields.text("layout")) : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw fields.refuse(e.getMessage());
    }
  }

  private static void add(LatencyTable.Builder builder, JsonFields row) throws FormatException {
    row.only(
        List.of(
            "op",
            "input",
            "outChannels",
            "stride",
            "layer",
            "medianMicros",
            "p10Micros",
            "p90Micros",
            "intervalMicros",
            "runs",
            "steady",
            "hostMicros"));
    LatencyKey key = LatencyKeyJson.read(row);
    try {
      Optional<LatencyRow.Spread> spread =
          SPREAD.stream().anyMatch(row::has) ? Optional.of(spread(row)) : Optional.empty();
      builder.add(key, new LatencyRow(row.number("medianMicros"), spread, hosts(row)));
    } catch (IllegalArgumentException e) {
      throw row.refuse(e.getMessage());
    }
  }

  private static LatencyRow.Spread spread(JsonFields row) throws FormatException {
    return new LatencyRow.Spread(
        row.number("p10Micros"),
        row.number("p90Micros"),
        row.number("intervalMicros"),
        (int) row.whole("runs", 1, Integer.MAX_VALUE),
        row.truth("steady"));
  }

  private static SortedMap<String, Double> hosts(JsonFields row) throws FormatException {
    SortedMap<String, Double> hosts = new TreeMap<>();
    if (row.has("hostMicros")) {
      JsonFields fields = row.object("hostMicros");
      if (fields.names().size() > LARGEST_HOSTS) {
        throw row.refuse("hostMicros", "must be of at most " + LARGEST_HOSTS + " hosts");
      }
      for (String host : fields.names()) {
        hosts.put(host, fields.number(host));
      }
    }
    return hosts;
  }

  private static LatencyCorrection correction(JsonFields fields) throws FormatException {
    fields.only(
        List.of(
            "slope",
            "interceptMicros",
            "bendMicros",
            "slopeBeyond",
            "r2",
            "mape",
            "kendallTau",
            "fitted",
            "heldOut"));
    try {
      double intercept = fields.number("interceptMicros");
      double slope = fields.number("slope");
      boolean bent = fields.has("bendMicros") || fields.has("slopeBeyond");
      return new LatencyCorrection(
          bent
              ? new RisingLine(
                  intercept, slope, fields.number("bendMicros"), fields.number("slopeBeyond"))
              : RisingLine.straight(intercept, slope),
          fields.number("r2"),
          fields.number("mape"),
          fields.number("kendallTau"),
          networks(fields, "fitted"),
          networks(fields, "heldOut"));
    } catch (IllegalArgumentException e) {
      throw fields.refuse(e.getMessage());
    }
  }

  private static List<WholeNetwork> networks(JsonFields fields, String name)
      throws FormatException {
    List<WholeNetwork> networks = new ArrayList<>();
    int size = fields.size(name, 0, LARGEST_NETWORKS);
    for (int i = 0; i < size; i++) {
      JsonFields network = fields.element(name, i).only(List.of("sumMicros", "measuredMicros"));
      networks.add(new WholeNetwork(network.number("sumMicros"), network.number("measuredMicros")));
    }
    return networks;
  }

  private static ObjectNode content(LatencyTable table) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    LatencySetting setting = table.setting();
    ObjectNode measuredOn = content.putObject("setting");
    measuredOn.put("device", setting.device());
    measuredOn.put("runtime", setting.runtime());
    measuredOn.put("dtype", setting.dtype());
    measuredOn.put("batch", setting.batch());
    setting.threads().ifPresent(threads -> measuredOn.put("threads", threads));
    setting.layout().ifPresent(layout -> measuredOn.put("layout", layout));
    ObjectNode provenance = content.putObject("provenance");
    table.provenance().forEach(provenance::put);
    content.put("relativeToSkip", table.relativeToSkip());
    table.baseMicros().ifPresent(base -> content.put("baseMicros", base));
    table.correction().ifPresent(line -> add(content.putObject("correction"), line));
    if (!table.grids().isEmpty()) {
      LatencyGridJson.write(content.putObject("interpolation"), table);
    }
    ArrayNode rows = content.putArray("rows");
    for (Map.Entry<LatencyKey, LatencyRow> row : table.rows().entrySet()) {
      add(rows.addObject(), row.getKey(), row.getValue());
    }
    return content;
  }

  private static void add(ObjectNode node, LatencyKey key, LatencyRow row) {
    LatencyKeyJson.write(node, key);
    node.put("medianMicros", row.medianMicros());
    row.spread()
        .ifPresent(
            spread ->
                node.put("p10Micros", spread.p10Micros())
                    .put("p90Micros", spread.p90Micros())
                    .put("intervalMicros", spread.intervalMicros())
                    .put("runs", spread.runs())
                    .put("steady", spread.steady()));
    if (!row.hostMicros().isEmpty()) {
      ObjectNode hosts = node.putObject("hostMicros");
      row.hostMicros().forEach(hosts::put);
    }
  }

  private static void add(ObjectNode node, LatencyCorrection fit) {
    addFigures(node, fit);
    add(node.putArray("fitted"), fit.fitted());
    add(node.putArray("heldOut"), fit.heldOut());
  }

  /** Adds how far rows are off that are interpolated. */
  public static ObjectNode addFigures(ObjectNode node, InterpolationError error) {
    return LatencyGridJson.addError(node, error);
  }

  /** Adds line and errors of a correction. */
  public static ObjectNode addFigures(ObjectNode node, LatencyCorrection fit) {
    RisingLine line = fit.line();
    node.put("slope", line.slope()).put("interceptMicros", line.intercept());
    if (line.bent()) {
      node.put("bendMicros", line.bend()).put("slopeBeyond", line.slopeBeyond());
    }
    return node.put("r2", fit.r2()).put("mape", fit.mape()).put("kendallTau", fit.kendallTau());
  }

  private static void add(ArrayNode node, List<WholeNetwork> networks) {
    for (WholeNetwork network : networks) {
      node.addObject()
          .put("sumMicros", network.sumMicros())
          .put("measuredMicros", network.measuredMicros());
    }
  }
}
