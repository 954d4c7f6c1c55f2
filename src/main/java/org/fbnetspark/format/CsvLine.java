package org.fbnetspark.format;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One line of a CSV file (RFC 4180, without line breaks in fields). */
final class CsvLine {

  private CsvLine() {}

  /**
   * The line of these fields; those with commas or quotes are quoted.
   *
   * @throws IllegalArgumentException for a field with a line break
   */
  static String join(List<String> fields) {
    for (String field : fields) {
      if (field.contains("\n") || field.contains("\r")) {
        throw new IllegalArgumentException(
            "A line of CSV cannot hold a line break, but one is in " + field);
      }
    }
    return fields.stream()
        .map(
            field ->
                field.contains(",") || field.contains("\"")
                    ? '"' + field.replace("\"", "\"\"") + '"'
                    : field)
        .collect(Collectors.joining(","));
  }

  /** The fields; a quoted one may hold commas, and quotes written twice. */
  static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
