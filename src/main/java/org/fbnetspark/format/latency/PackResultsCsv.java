package org.fbnetspark.format.latency;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fbnetspark.domain.name.Nearest;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Numbers;

/**
 * What a device measured with a pack, {@code RESULTS.csv}: the header {@code file,latency_us}, then
 * a line for each timed run, microseconds each, as many lines for a file as it was run. What a
 * spreadsheet makes of it is read too; see {@link SeparatedText} and {@link TableHeader}.
 *
 * @param times of each file, in microseconds, in the order of the lines
 * @param readAs what is not as above, in words
 */
public record PackResultsCsv(Map<String, double[]> times, List<String> readAs) {

  /** The header. */
  public static final String HEADER = "file,latency_us";

  /** Largest file read; ten million runs take less. */
  public static final int LARGEST_BYTES = 512 << 20;

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @param files the model files that must have times
   * @throws FormatException naming line and file of the first time that cannot be
   * @throws MissingTimesException naming every file without a time
   */
  public static PackResultsCsv read(byte[] bytes, String path, List<String> files)
      throws FormatException, MissingTimesException {
    SeparatedText text = SeparatedText.of(bytes, path, false);
    SeparatedText.Lines lines = text.lines();
    Optional<SeparatedText.Line> first = lines.next();
    if (first.isEmpty()) {
      throw new FormatException(path, "line 1", "must be " + HEADER + ", but there is none");
    }
    TableHeader header = TableHeader.of(first.get(), path, List.of(HEADER.split(",")), List.of());
    int column = header.columns().get(TableHeader.TIME);
    Numbers numbers = text.numbers(line -> line.fields().stream().skip(column).limit(1).toList());
    Map<String, List<Double>> times = new LinkedHashMap<>();
    files.forEach(file -> times.put(file, new ArrayList<>()));
    for (Optional<SeparatedText.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
      header.requireFields(line.get(), path);
      add(times, line.get(), header, numbers, path);
    }
    List<String> missing = files.stream().filter(file -> times.get(file).isEmpty()).toList();
    if (!missing.isEmpty()) {
      throw new MissingTimesException(path, files.size(), missing);
    }
    Map<String, double[]> arrays = new LinkedHashMap<>();
    times.forEach(
        (file, runs) -> arrays.put(file, runs.stream().mapToDouble(run -> run).toArray()));
    return new PackResultsCsv(
        arrays, Stream.concat(text.met().stream(), header.met().stream()).toList());
  }

  private static void add(
      Map<String, List<Double>> times,
      SeparatedText.Line line,
      TableHeader header,
      Numbers numbers,
      String path)
      throws FormatException {
    String place = "line " + line.number();
    String file = header.field(line, "file");
    if (!times.containsKey(file)) {
      throw new FormatException(
          path, place, file + " is no file of the pack" + Nearest.hint(file, times.keySet()));
    }
    String time = header.field(line, TableHeader.TIME);
    double micros = header.microsPerUnit() * numbers.of(time);
    if (!(micros >= 0 && micros < Double.POSITIVE_INFINITY)) {
      throw new FormatException(
          path,
          place,
          "the time of "
              + file
              + " must be a finite number of at least 0, but was "
              + numbers.refused(time));
    }
    times.get(file).add(micros);
  }
}
