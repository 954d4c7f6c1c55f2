package org.fbnetspark.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;

/**
 * Imports published latency tables that were brought to one form: a CSV file with the columns
 * {@link #COLUMNS}, times in microseconds, one device a file.
 *
 * <p>{@code op} is {@code mbconv}, {@code skip}, {@code conv}, {@code pool}, {@code fc}, {@code
 * head} (pool and classifier as one) or {@code base} (everything without a row). {@code expansion}
 * 1 is read as a block that keeps its first 1x1 convolution. {@code extra} holds {@code name=value}
 * pairs separated by semicolons; {@code se}, {@code act}, {@code skip} and {@code relative_to} are
 * read. Rows that no op of ours describes (squeeze and excitation, other activations, broken
 * expansions) are left out and named.
 *
 * <p>Rows of the same key with different {@code source_key} or {@code extra} are the same layer
 * measured several times and averaged; with the same they are refused.
 */
public final class LatencyTableCsv {

  /** The header, in order. */
  public static final List<String> COLUMNS =
      List.of(
          "device",
          "op",
          "kernel",
          "expansion",
          "groups",
          "stride",
          "in_channels",
          "out_channels",
          "in_h",
          "in_w",
          "extra",
          "latency_us",
          "source_key");

  private static final int LARGEST_ROWS = 1_000_000;

  private final String path;
  private final Map<LatencyKey, List<Double>> times = new LinkedHashMap<>();
  private final Set<List<Object>> sources = new HashSet<>();
  private final List<String> leftOut = new ArrayList<>();
  private OptionalDouble baseMicros = OptionalDouble.empty();
  private String baseNote = "";
  private String device = "";
  private int relativeRows;

  private LatencyTableCsv(String path) {
    this.path = path;
  }

  /**
   * A table and what did not go into it.
   *
   * @param leftOut line, op and reason of each row that no op of ours describes
   */
  public record Imported(LatencyTable table, List<String> leftOut) {}

  /**
   * Reads the bytes of a file. The device is the file's, the rest of the setting is not in it.
   *
   * @param path the file, for messages
   * @param runtime library that ran the ops, with its version
   * @param threads of the runtime, where they are known
   * @throws FormatException naming the line and key of what cannot be
   */
  public static Imported read(
      byte[] bytes, String path, String runtime, String dtype, int batch, OptionalInt threads)
      throws FormatException {
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    if (lines.size() > LARGEST_ROWS) {
      throw new FormatException(path, "end", "a table has at most " + LARGEST_ROWS + " lines");
    }
    LatencyTableCsv table = new LatencyTableCsv(path);
    table.header(lines.isEmpty() ? "" : lines.get(0));
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        table.add(new LatencyCsvRow(lines.get(i), i + 1, path));
      }
    }
    return table.finish(runtime, dtype, batch, threads);
  }

  private void header(String line) throws FormatException {
    List<String> found = CsvLine.split(line);
    if (!found.contains("latency_us")) {
      throw new FormatException(
          path,
          "line 1",
          "must have the column latency_us, times in microseconds, but has " + found);
    }
    if (!found.equals(COLUMNS)) {
      throw new FormatException(path, "line 1", "must be " + COLUMNS + ", but was " + found);
    }
  }

  private void add(LatencyCsvRow row) throws FormatException {
    if (!device.isEmpty() && !device.equals(row.device())) {
      throw row.refuse("a table is of one device, but " + row.device() + " follows " + device);
    }
    device = row.device();
    if (row.base()) {
      if (baseMicros.isPresent()) {
        throw row.refuse("the base is given twice");
      }
      baseMicros = OptionalDouble.of(row.micros(false));
      baseNote = row.extra();
      return;
    }
    if (row.strangeness().isPresent()) {
      leftOut.add(row.place() + ": " + row.strangeness().get());
      return;
    }
    LatencyKey key = row.key();
    relativeRows += row.relativeToSkip() ? 1 : 0;
    if (!sources.add(List.of(key, row.sourceKey(), row.extra()))) {
      throw row.refuse("the time of " + key + " is given twice");
    }
    times.computeIfAbsent(key, k -> new ArrayList<>()).add(row.micros(row.relativeToSkip()));
  }

  private Imported finish(String runtime, String dtype, int batch, OptionalInt threads)
      throws FormatException {
    try {
      LatencyTable.Builder builder =
          LatencyTable.builder(new LatencySetting(device, runtime, dtype, batch, threads));
      builder.provenance("imported from", path);
      baseMicros.ifPresent(micros -> builder.baseMicros(micros).provenance("base", baseNote));
      if (relativeRows > 0) {
        builder.relativeToSkip();
      }
      for (Map.Entry<LatencyKey, List<Double>> time : times.entrySet()) {
        double mean = time.getValue().stream().mapToDouble(t -> t).average().orElseThrow();
        builder.add(time.getKey(), new LatencyRow(mean));
      }
      return new Imported(builder.build(), List.copyOf(leftOut));
    } catch (IllegalArgumentException e) {
      throw new FormatException(path, "as a whole", e.getMessage());
    }
  }
}
