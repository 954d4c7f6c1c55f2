package org.fbnetspark.format.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fbnetspark.domain.run.SweepRecord;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.json.JsonFields;

/**
 * The file {@code manifest.json} of a sweep's directory, version 1.
 *
 * <pre>
 * format     "fbnet-spark/sweep"
 * version    1
 * command    sweep or batch
 * points     in order; each with
 *   name     by which it is told from the others
 *   run      its run directory below points/
 *   warmUp   the run directory below warm-up/ of the epochs that it shares; absent where it shares none
 * failures   why points failed or were refused when the sweep was last run, by their names
 * </pre>
 */
public final class SweepManifestJson {

  private static final String FORMAT = "fbnet-spark/sweep";
  private static final int VERSION = 1;
  private static final int MOST_POINTS = 10_000;
  private static final int LONGEST_REASON = 100_000;

  /** Names of folders, none of which leads out of the sweep's. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._=+-]{0,250}");

  private SweepManifestJson() {}

  /** Whether these bytes are such a file, whatever its version. */
  public static boolean is(byte[] bytes) {
    try {
      JsonNode format = Json.parse(bytes, "manifest.json").get("format");
      return format != null && format.asText().equals(FORMAT);
    } catch (FormatException damaged) {
      return false;
    }
  }

  /** The bytes of the file. */
  public static byte[] write(SweepRecord sweep) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", FORMAT).put("version", VERSION);
    document.put("command", sweep.command());
    ArrayNode points = document.putArray("points");
    for (SweepRecord.Point point : sweep.points()) {
      ObjectNode node = points.addObject().put("name", point.name()).put("run", point.run());
      point.warmUp().ifPresent(run -> node.put("warmUp", run));
    }
    ObjectNode failures = document.putObject("failures");
    sweep.failures().forEach(failures::put);
    return Json.pretty(document).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @throws FormatException naming the field that is missing, or a name that is none of a folder
   */
  public static SweepRecord read(byte[] bytes, String path) throws FormatException {
    JsonFields file = JsonFields.ofFile(bytes, path, FORMAT, VERSION);
    List<SweepRecord.Point> points = new ArrayList<>();
    int size = file.size("points", 0, MOST_POINTS);
    for (int i = 0; i < size; i++) {
      JsonFields point = file.element("points", i);
      points.add(
          new SweepRecord.Point(
              name(point, "name"),
              name(point, "run"),
              point.has("warmUp") ? Optional.of(name(point, "warmUp")) : Optional.empty()));
    }
    JsonFields told = file.object("failures");
    Map<String, String> failures = new LinkedHashMap<>();
    for (String name : told.names()) {
      failures.put(name, told.text(name, LONGEST_REASON));
    }
    return new SweepRecord(file.text("command"), points, failures);
  }

  private static String name(JsonFields point, String field) throws FormatException {
    String name = point.text(field);
    if (!NAME.matcher(name).matches()) {
      throw point.refuse(field, "must be the name of a folder, but was " + name);
    }
    return name;
  }
}
