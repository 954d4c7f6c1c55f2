package org.fbnetspark.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.fbnetspark.domain.name.Nearest;

/**
 * What a device measured with a pack, {@code RESULTS.csv}: the header {@code file,latency_us}, then
 * a line for each timed run, microseconds each, as many lines for a file as it was run.
 */
public final class PackResultsCsv {

  /** The header. */
  public static final String HEADER = "file,latency_us";

  /** Largest file read; ten million runs take less. */
  public static final int LARGEST_BYTES = 512 << 20;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  private PackResultsCsv() {}

  /**
   * The times of each file, in the order of the lines.
   *
   * @param path the file, for messages
   * @param files the model files that must have times
   * @throws FormatException naming line and file of the first time that cannot be
   * @throws MissingTimesException naming every file without a time
   */
  public static Map<String, double[]> read(byte[] bytes, String path, List<String> files)
      throws FormatException, MissingTimesException {
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    String header = lines.isEmpty() ? "" : lines.get(0).strip();
    if (!header.equals(HEADER)) {
      throw new FormatException(
          path, "line 1", "must be " + HEADER + ", times in microseconds, but was " + header);
    }
    Map<String, List<Double>> times = new LinkedHashMap<>();
    files.forEach(file -> times.put(file, new ArrayList<>()));
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        add(times, lines.get(i), path, "line " + (i + 1));
      }
    }
    List<String> missing = files.stream().filter(file -> times.get(file).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw new MissingTimesException(path, files.size(), missing);
    }
    Map<String, double[]> arrays = new LinkedHashMap<>();
    times.forEach(
        (file, runs) -> arrays.put(file, runs.stream().mapToDouble(run -> run).toArray()));
    return arrays;
  }

  private static void add(Map<String, List<Double>> times, String text, String path, String line)
      throws FormatException {
    List<String> fields = CsvLine.split(text);
    if (fields.size() != 2) {
      throw new FormatException(path, line, "must have 2 fields, but has " + fields.size());
    }
    String file = fields.get(0).strip();
    if (!times.containsKey(file)) {
      throw new FormatException(
          path, line, file + " is no file of the pack" + Nearest.hint(file, times.keySet()));
    }
    String time = fields.get(1).strip();
    double micros = NUMBER.matcher(time).matches() ? Double.parseDouble(time) : Double.NaN;
    if (!Double.isFinite(micros)) {
      throw new FormatException(
          path,
          line,
          "the time of " + file + " must be a finite number of at least 0 us, but was " + time);
    }
    times.get(file).add(micros);
  }
}
