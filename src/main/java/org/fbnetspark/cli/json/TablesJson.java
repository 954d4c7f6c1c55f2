package org.fbnetspark.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.TableSummary;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.latency.LatencyKeyJson;
import org.fbnetspark.profile.TableComparison;
import org.fbnetspark.profile.TableComparison.Difference;

/**
 * What is said about latency tables, as JSON documents for other programs. Figures that are not
 * known, or not finite, are null.
 *
 * <p>A list has {@code tables}, each with {@code file}, {@code setting} (device, runtime, dtype,
 * batch, threads, layout), {@code rows}, {@code unsteadyShare}, {@code mape}, {@code kendallTau},
 * {@code hosts}; and {@code refused}: {@code file} and {@code reason}. A comparison has {@code
 * first}, {@code second} (settings), {@code shared} (number of rows), {@code spearman}, {@code
 * medianRelativeDifference}, {@code worst} (rows with {@code firstMicros}, {@code secondMicros},
 * {@code relativeDifference}), {@code onlyFirst}, {@code onlySecond}. A validation has {@code
 * files}, each with {@code file}, {@code rows} (null where refused), {@code problems}, {@code
 * missing} (rows), {@code command} that measures those, {@code cautions}. A row has {@code op},
 * {@code input}, {@code outChannels}, {@code stride}, and {@code layer} where it is for one alone.
 */
public final class TablesJson {

  /**
   * What is wrong with one file.
   *
   * @param rows of the table; -1 where it could not be read
   * @param missing rows that a space needs and the table lacks
   * @param command that measures them; empty where none is missing
   */
  public record Validation(
      String file,
      int rows,
      List<String> problems,
      List<LatencyKey> missing,
      String command,
      List<String> cautions) {

    /** Whether the table can be used. */
    public boolean passed() {
      return problems.isEmpty() && missing.isEmpty();
    }
  }

  private TablesJson() {}

  /**
   * Many tables.
   *
   * @param tables by file
   * @param refused reasons by file
   */
  public static String list(Map<String, TableSummary> tables, Map<String, String> refused) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray("tables");
    tables.forEach(
        (file, table) -> {
          ObjectNode node = list.addObject().put("file", file);
          setting(node.putObject("setting"), table.setting());
          node.put("rows", table.rows());
          figure(node, "unsteadyShare", table.unsteadyShare());
          figure(node, "mape", table.mape());
          figure(node, "kendallTau", table.kendallTau());
          texts(node.putArray("hosts"), table.hosts());
        });
    ArrayNode others = document.putArray("refused");
    refused.forEach((file, reason) -> others.addObject().put("file", file).put("reason", reason));
    return Json.pretty(document);
  }

  /**
   * Two tables.
   *
   * @param worst how many of the rows that differ most are told
   */
  public static String comparison(
      TableComparison comparison, LatencySetting first, LatencySetting second, int worst) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    setting(document.putObject("first"), first);
    setting(document.putObject("second"), second);
    document.put("shared", comparison.differences().size());
    figure(document, "spearman", comparison.spearman());
    figure(document, "medianRelativeDifference", comparison.medianRelativeDifference());
    ArrayNode rows = document.putArray("worst");
    for (Difference row : comparison.differences().stream().limit(worst).toList()) {
      ObjectNode node = rows.addObject();
      LatencyKeyJson.write(node, row.key());
      node.put("firstMicros", row.firstMicros()).put("secondMicros", row.secondMicros());
      figure(node, "relativeDifference", OptionalDouble.of(row.relative()));
    }
    ArrayNode onlyFirst = document.putArray("onlyFirst");
    comparison.onlyFirst().forEach(key -> LatencyKeyJson.write(onlyFirst.addObject(), key));
    ArrayNode onlySecond = document.putArray("onlySecond");
    comparison.onlySecond().forEach(key -> LatencyKeyJson.write(onlySecond.addObject(), key));
    return Json.pretty(document);
  }

  /** What is wrong with files. */
  public static String validation(List<Validation> files) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray("files");
    for (Validation file : files) {
      ObjectNode node = list.addObject().put("file", file.file());
      if (file.rows() < 0) {
        node.putNull("rows");
      } else {
        node.put("rows", file.rows());
      }
      texts(node.putArray("problems"), file.problems());
      ArrayNode missing = node.putArray("missing");
      file.missing().forEach(key -> LatencyKeyJson.write(missing.addObject(), key));
      node.put("command", file.command());
      texts(node.putArray("cautions"), file.cautions());
    }
    return Json.pretty(document);
  }

  private static void setting(ObjectNode node, LatencySetting setting) {
    node.put("device", setting.device());
    node.put("runtime", setting.runtime());
    node.put("dtype", setting.dtype());
    node.put("batch", setting.batch());
    if (setting.threads().isPresent()) {
      node.put("threads", setting.threads().getAsInt());
    } else {
      node.putNull("threads");
    }
    node.put("layout", setting.layout().orElse(null));
  }

  private static void figure(ObjectNode node, String name, OptionalDouble figure) {
    if (figure.isPresent() && Double.isFinite(figure.getAsDouble())) {
      node.put(name, figure.getAsDouble());
    } else {
      node.putNull(name);
    }
  }

  private static void texts(ArrayNode node, Collection<String> texts) {
    texts.forEach(node::add);
  }
}
