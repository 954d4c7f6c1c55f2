package org.fbnetspark.format.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.json.JsonFields;

/**
 * The file {@code finalists/times.json} of a search's run directory, version 1: what networks took
 * that it has timed.
 *
 * <pre>
 * format     "fbnet-spark/network-times"
 * version    1
 * networks   each with
 *   architecture   op code of each open choice, in order
 *   millis         its time as a whole, once for each timing, in their order
 * </pre>
 */
public final class NetworkTimesJson {

  private static final String FORMAT = "fbnet-spark/network-times";
  private static final int VERSION = 1;
  private static final int MOST_NETWORKS = 1_000_000;
  private static final int MOST_CHOICES = 10_000;
  private static final int MOST_TIMINGS = 1_000;

  private NetworkTimesJson() {}

  /** The bytes of the file. */
  public static byte[] write(Map<List<String>, List<Double>> millis) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", FORMAT).put("version", VERSION);
    ArrayNode networks = document.putArray("networks");
    millis.forEach(
        (codes, times) -> {
          ObjectNode network = networks.addObject();
          codes.forEach(network.putArray("architecture")::add);
          times.forEach(network.putArray("millis")::add);
        });
    return Json.pretty(document).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @return times by the op codes of the open choices, in the order of the file
   * @throws FormatException naming the field that is missing or out of bounds
   */
  public static Map<List<String>, List<Double>> read(byte[] bytes, String path)
      throws FormatException {
    JsonFields file = JsonFields.ofFile(bytes, path, FORMAT, VERSION);
    Map<List<String>, List<Double>> millis = new LinkedHashMap<>();
    int size = file.size("networks", 0, MOST_NETWORKS);
    for (int i = 0; i < size; i++) {
      JsonFields network = file.element("networks", i);
      List<String> codes = network.texts("architecture", MOST_CHOICES);
      if (millis.put(codes, times(network)) != null) {
        throw network.refuse("architecture", "is there twice");
      }
    }
    return millis;
  }

  private static List<Double> times(JsonFields network) throws FormatException {
    List<Double> times = new ArrayList<>();
    for (double time : network.numbers("millis", 1, MOST_TIMINGS)) {
      if (!(time > 0 && time < Double.POSITIVE_INFINITY)) {
        throw network.refuse("millis", "must be finite and above 0, but has " + time);
      }
      times.add(time);
    }
    return times;
  }
}
