package org.fbnetspark.format.latency;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fbnetspark.domain.name.Nearest;
import org.fbnetspark.format.json.FormatException;

/**
 * Which column of a text table is which, by the names in its first line, in any order and of any
 * case. One column is of times, and its name says their unit.
 *
 * @param columns position by name; the times are {@value #TIME} whatever their unit
 * @param width fields of a line, but for empty ones at its end
 * @param microsPerUnit microseconds of one in the column of times
 * @param met what is not as in a plain table, in words
 */
record TableHeader(
    Map<String, Integer> columns, int width, double microsPerUnit, List<String> met) {

  /** The column of times. */
  static final String TIME = "latency_us";

  private static final Pattern TIMES =
      Pattern.compile("latency[ _-]*[(\\[]?(ns|us|\u00b5s|\u03bcs|ms|s)?[)\\]]?");
  private static final String UNITS = "latency_us, latency_ms, latency_s or latency_ns";

  /**
   * The columns of a first line.
   *
   * @param needed names that must be there, {@value #TIME} among them
   * @param known names that may be
   */
  static TableHeader of(
      SeparatedText.Line line, String path, List<String> needed, List<String> known)
      throws FormatException {
    Map<String, Integer> columns = new HashMap<>();
    List<String> met = new ArrayList<>();
    double micros = 1;
    for (int i = 0; i < line.fields().size(); i++) {
      String name = line.fields().get(i).toLowerCase(Locale.ROOT);
      OptionalDouble unit = micros(name);
      if (unit.isPresent()) {
        if (!name.equals(TIME)) {
          met.add(name + " taken times " + unit.getAsDouble());
        }
        micros = unit.getAsDouble();
        name = TIME;
      } else if (TIMES.matcher(name).matches()) {
        throw refuse(line, path, "does not say the unit of " + name + "; name it " + UNITS);
      }
      if (!needed.contains(name) && !known.contains(name)) {
        if (!name.isEmpty()) {
          met.add("column " + name + " not read");
        }
      } else if (columns.put(name, i) != null) {
        throw refuse(line, path, "names the column " + name + " twice");
      }
    }
    for (String name : needed) {
      if (!columns.containsKey(name)) {
        String wanted = name.equals(TIME) ? UNITS : name + Nearest.hint(name, line.fields());
        throw refuse(
            line,
            path,
            "must name the columns "
                + String.join(",", needed)
                + ", but lacks "
                + wanted
                + "; it has "
                + line.fields());
      }
    }
    int width = line.fields().size();
    while (line.fields().get(width - 1).isEmpty()) {
      width--;
    }
    return new TableHeader(columns, width, micros, met);
  }

  /** Microseconds of one unit of a column by this name; empty where its name is of no times. */
  static OptionalDouble micros(String name) {
    Matcher times = TIMES.matcher(name);
    return times.matches() && times.group(1) != null
        ? OptionalDouble.of(
            switch (times.group(1)) {
              case "ns" -> 1e-3;
              case "ms" -> 1e3;
              case "s" -> 1e6;
              default -> 1;
            })
        : OptionalDouble.empty();
  }

  /** The field of a column in a line; empty where the table lacks the column. */
  String field(SeparatedText.Line line, String column) {
    Integer at = columns.get(column);
    return at == null ? "" : line.fields().get(at);
  }

  /** Refuses a line with fewer fields than the first, or with more that are not empty. */
  void requireFields(SeparatedText.Line line, String path) throws FormatException {
    int found = line.fields().size();
    while (found > width && line.fields().get(found - 1).isEmpty()) {
      found--;
    }
    if (found != width) {
      throw refuse(line, path, "must have " + width + " fields, but has " + found);
    }
  }

  private static FormatException refuse(SeparatedText.Line line, String path, String reason) {
    return new FormatException(path, "line " + line.number(), reason);
  }
}
