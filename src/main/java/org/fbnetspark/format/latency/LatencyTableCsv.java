package org.fbnetspark.format.latency;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Numbers;

/**
 * Latency tables as CSV files with the columns {@link #COLUMNS}, one device a file: published
 * tables brought to this form, tables that people write, and our own for a spreadsheet. The columns
 * may stand in any order, other separators and encodings are known (see {@link SeparatedText}), and
 * the column of times may be {@code latency_ms}, {@code latency_s} or {@code latency_ns}; what was
 * met of this is told under the provenance {@value LatencyFile#READ_AS}.
 *
 * <p>{@code op} is {@code mbconv}, {@code skip}, {@code conv}, {@code pool}, {@code hidden}, {@code
 * fc}, {@code head} (pool and classifier as one), {@code overhead} (a call that computes nothing)
 * or {@code base} (everything without a row). {@code extra} holds {@code name=value} pairs
 * separated by semicolons, of which these are read:
 *
 * <pre>
 * se, act, skip       rows that no op of ours describes (squeeze and excitation, other activations,
 *                     broken expansions, identity paths elsewhere) are left out and named
 * expand              0 for a block of expansion 1 without its first 1x1 convolution
 * middle              channels inside of a block that has no expansion
 * relative_to         skip... where the time is the difference to skip at the same place
 * batch               examples in a run; the same in every row that tells
 * layer               the one layer that the row is for
 * p10_us, p90_us, interval_us, runs, steady (1 or 0)      how the runs lay, together or not at all
 * host:NAME           median on that host, in microseconds
 * </pre>
 *
 * <p>Rows of these ops tell about the table: {@code setting} (runtime, dtype, batch, threads,
 * layout), {@code provenance} (name=fact), {@code correction} (the intercept as its time; slope,
 * r2, mape, kendall_tau; of a line with a bend bend_us, slope_beyond), {@code network} (a network
 * timed as a whole; sum_us, held_out) and {@code grid} (of, stride, sides, in, middle, out, block
 * of a {@link org.fbnetspark.domain.latency.LatencyGrid}, axes between spaces).
 *
 * <p>Rows of the same key with different {@code source_key} or {@code extra} are the same layer
 * measured several times and averaged; with the same they are refused.
 *
 * <p>Published tables leave two things unsaid, which the rows that are wanted decide. A block of
 * expansion 1 without {@code expand} is one that keeps its first convolution, unless only the other
 * form is wanted. And where no row at all is of skip, its blocks were absent from the networks that
 * were timed: wanted identities take 0 us. ReLU and ReLU6 take the same time: where a row of one is
 * wanted and only that of the other is there, it stands for both.
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

  /** Columns that a file may lack. */
  private static final List<String> OPTIONAL = List.of("groups", "extra", "source_key");

  /** Columns of whole numbers, which programs write as {@code 3.0} too. */
  static final List<String> COUNTS = COLUMNS.subList(2, 10);

  private static final int LARGEST_ROWS = 1_000_000;

  private final Set<LatencyKey> wanted;
  private final Map<LatencyKey, List<LatencyRow>> measured = new LinkedHashMap<>();
  private final Set<List<Object>> sources = new HashSet<>();
  private final List<String> leftOut = new ArrayList<>();
  private final LatencyCsvFacts facts = new LatencyCsvFacts();
  private final List<String> met = new ArrayList<>();
  private OptionalDouble baseMicros = OptionalDouble.empty();
  private String device = "";
  private int relativeRows;

  private LatencyTableCsv(Set<LatencyKey> wanted) {
    this.wanted = wanted;
  }

  /**
   * A table and what did not go into it.
   *
   * @param leftOut line, op and reason of each row that no op of ours describes
   */
  public record Imported(LatencyTable table, List<String> leftOut) {}

  /**
   * Reads the bytes of a file. What the file does not say of its setting is as given here.
   *
   * @param path the file, for messages
   * @param runtime library that ran the ops, with its version
   * @param threads of the runtime, where they are known
   * @throws FormatException naming the line and key of the first row that cannot be
   */
  public static Imported read(
      byte[] bytes, String path, String runtime, String dtype, int batch, OptionalInt threads)
      throws FormatException {
    LatencyCsvFacts.Unsaid unsaid = new LatencyCsvFacts.Unsaid(runtime, dtype, batch, threads);
    Findings findings = new Findings();
    Optional<Imported> table = scan(bytes, path, unsaid, Set.of(), findings);
    findings.throwIfAny();
    return table.orElseThrow();
  }

  /** The bytes of a file that {@link #read} reads as the same table. */
  public static byte[] write(LatencyTable table) {
    return LatencyCsvText.of(table).getBytes(StandardCharsets.UTF_8);
  }

  /** The table, or everything that is wrong with it. */
  static Optional<Imported> scan(
      byte[] bytes,
      String path,
      LatencyCsvFacts.Unsaid unsaid,
      Set<LatencyKey> wanted,
      Findings findings) {
    LatencyTableCsv table = new LatencyTableCsv(wanted);
    List<Imported> finished = new ArrayList<>();
    findings.attempt(
        () -> {
          table.addAll(SeparatedText.of(bytes, path, false), path, findings);
          if (findings.none()) {
            finished.add(table.finish(path, unsaid));
          }
        });
    return finished.stream().findFirst();
  }

  private void addAll(SeparatedText text, String path, Findings findings) throws FormatException {
    SeparatedText.Lines lines = text.lines();
    Optional<SeparatedText.Line> first = lines.next();
    if (first.isEmpty()) {
      throw new FormatException(path, "line 1", "is a table without a line");
    }
    List<String> needed = new ArrayList<>(COLUMNS);
    needed.removeAll(OPTIONAL);
    TableHeader header = TableHeader.of(first.get(), path, needed, OPTIONAL);
    Numbers numbers = numbers(text, header);
    met.addAll(text.met());
    met.addAll(header.met());
    int rows = 0;
    for (Optional<SeparatedText.Line> line = lines.next();
        line.isPresent() && !findings.full();
        line = lines.next()) {
      SeparatedText.Line row = line.get();
      findings.attempt(() -> add(new LatencyCsvRow(row, header, numbers, path)));
      if (++rows > LARGEST_ROWS) {
        throw new FormatException(path, "end", "a table has at most " + LARGEST_ROWS + " rows");
      }
    }
  }

  private static Numbers numbers(SeparatedText text, TableHeader header) throws FormatException {
    int times = header.columns().get(TableHeader.TIME);
    return text.numbers(
        line -> times < line.fields().size() ? List.of(line.fields().get(times)) : List.of());
  }

  private void add(LatencyCsvRow row) throws FormatException {
    if (!device.isEmpty() && !device.equals(row.device())) {
      throw row.refuse("a table is of one device, but " + row.device() + " follows " + device);
    }
    device = row.device();
    if (facts.takes(row)) {
      return;
    }
    if (row.op().equals("base")) {
      if (baseMicros.isPresent()) {
        throw row.refuse("the base is given twice");
      }
      baseMicros = OptionalDouble.of(row.micros(false));
      facts.base(row.extra());
      return;
    }
    Optional<String> strange = row.strangeness();
    if (strange.isPresent()) {
      leftOut.add(row.place() + ": " + strange.get());
      return;
    }
    relativeRows += row.relativeToSkip() ? 1 : 0;
    LatencyRow measurement = row.row();
    LatencyKey key = wantedForm(row);
    if (!sources.add(List.of(key, row.sourceKey(), row.extra()))) {
      throw row.refuse("the time of " + key + " is given twice");
    }
    measured.computeIfAbsent(key, k -> new ArrayList<>()).add(measurement);
  }

  private LatencyKey wantedForm(LatencyCsvRow row) throws FormatException {
    LatencyKey key = row.key();
    if (!row.firstConvolutionUnstated() || needs(key)) {
      return key;
    }
    LatencyKey other = withOp(key, key.op().replaceFirst("(_e1(_g[2-9])?)", "$1_noexpand"));
    return needs(other) ? other : key;
  }

  private boolean needs(LatencyKey key) {
    return wanted.contains(key) || wanted.contains(alike(key));
  }

  /** The key with ReLU6 in place of ReLU, or the other way round; no key of an op without them. */
  private static LatencyKey alike(LatencyKey key) {
    String relu6 = Activation.RELU6.suffix();
    boolean capped = key.op().endsWith(relu6);
    return withOp(
        key, capped ? key.op().substring(0, key.op().length() - relu6.length()) : key.op() + relu6);
  }

  private static LatencyKey withOp(LatencyKey key, String op) {
    return new LatencyKey(op, key.input(), key.outChannels(), key.stride(), key.layerName());
  }

  private Imported finish(String path, LatencyCsvFacts.Unsaid unsaid) throws FormatException {
    try {
      LatencyTable.Builder builder = LatencyTable.builder(facts.setting(device, unsaid));
      facts.into(builder, path);
      LatencyFile.readAs(builder, met);
      baseMicros.ifPresent(builder::baseMicros);
      if (relativeRows > 0) {
        builder.relativeToSkip();
      }
      measured.forEach((key, rows) -> builder.add(key, mean(rows)));
      addAlike(builder);
      if (measured.keySet().stream().noneMatch(key -> key.op().equals("skip"))) {
        addIdentities(builder);
      }
      return new Imported(builder.build(), List.copyOf(leftOut));
    } catch (IllegalArgumentException e) {
      throw new FormatException(path, "as a whole", e.getMessage());
    }
  }

  private void addAlike(LatencyTable.Builder builder) {
    for (LatencyKey key : wanted) {
      List<LatencyRow> rows = measured.get(alike(key));
      if (rows != null && !measured.containsKey(key)) {
        builder.provenance("act", "rows of ReLU stand for ReLU6, or the other way round");
        builder.add(key, mean(rows));
      }
    }
  }

  private void addIdentities(LatencyTable.Builder builder) {
    for (LatencyKey key : wanted) {
      if (key.op().equals("skip")
          && key.stride() == 1
          && key.input().channels() == key.outChannels()) {
        builder.provenance("skip", "not in the file; an identity takes no time");
        builder.add(key, new LatencyRow(0));
      }
    }
  }

  private static LatencyRow mean(List<LatencyRow> rows) {
    return rows.size() == 1
        ? rows.get(0)
        : new LatencyRow(
            rows.stream().mapToDouble(LatencyRow::medianMicros).average().orElseThrow());
  }
}
