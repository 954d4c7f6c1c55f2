package org.fbnetspark.format.latency;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The column {@code extra} of {@link LatencyTableCsv}: {@code name=value} pairs between semicolons.
 * In what is written here, the four characters that would end a pair or a line, and the percent
 * sign, are percent and two hexadecimal digits.
 */
final class LatencyCsvExtra {

  private static final Map<String, String> CODES = new LinkedHashMap<>();

  static {
    CODES.put("%", "%25");
    CODES.put(";", "%3B");
    CODES.put("=", "%3D");
    CODES.put("\n", "%0A");
    CODES.put("\r", "%0D");
  }

  private LatencyCsvExtra() {}

  /** The pairs of a cell as they stand; parts without an equals sign are left out. */
  static Map<String, String> pairs(String cell) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : cell.split(";")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return pairs;
  }

  /** The cell of these pairs. */
  static String cell(Map<String, String> pairs) {
    return pairs.entrySet().stream()
        .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
        .collect(Collectors.joining(";"));
  }

  /** A name or value as it was before it was written. */
  static String decoded(String text) {
    String plain = text;
    for (Map.Entry<String, String> code : CODES.entrySet()) {
      if (!code.getKey().equals("%")) {
        plain = plain.replace(code.getValue(), code.getKey());
      }
    }
    return plain.replace("%25", "%");
  }

  private static String encoded(String text) {
    String coded = text;
    for (Map.Entry<String, String> code : CODES.entrySet()) {
      coded = coded.replace(code.getKey(), code.getValue());
    }
    return coded;
  }
}
