package org.fbnetspark.format.latency;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Numbers;

/**
 * Imports the text tables of the best known FBNet re-implementations: a line of microseconds for
 * each block, values separated by blanks, often below a line with the names of the ops. {@code
 * ir_k3_e6} is our {@code mb_k3_e6}; {@code _s2} is expansion 1 with two groups. Without names the
 * values are those of the block's candidates in their order. A line with one value less has none
 * for skip, which many tables leave out where the shape changes.
 *
 * <p>The lines are for the blocks of a space one by one, so equal blocks keep their own times.
 * Stem, last convolution, pool and classifier were not timed: the base is 0. Separators are as in
 * {@link SeparatedText}; a line {@code # latency_ms} above the times tells another unit.
 */
public final class ReferenceLatencyText {

  private final String path;
  private final List<List<Block>> layers;
  private final List<SeparatedText.Line> lines = new ArrayList<>();
  private final List<String> met = new ArrayList<>();
  private final Optional<List<Op>> named;
  private final Numbers numbers;
  private final double microsPerUnit;

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @param space whose blocks the lines are for, from the first to the last
   * @throws FormatException naming the line and layer of what cannot be
   */
  public static LatencyTable read(byte[] bytes, String path, Space space, LatencySetting setting)
      throws FormatException {
    Findings findings = new Findings();
    Optional<LatencyTable> table = scan(bytes, path, space, setting, findings);
    findings.throwIfAny();
    return table.orElseThrow();
  }

  /** The table, or everything that is wrong with it. */
  static Optional<LatencyTable> scan(
      byte[] bytes, String path, Space space, LatencySetting setting, Findings findings) {
    List<LatencyTable> table = new ArrayList<>();
    findings.attempt(
        () -> {
          ReferenceLatencyText reader = new ReferenceLatencyText(bytes, path, space);
          LatencyTable.Builder builder = reader.builder(setting);
          for (int i = 0; i < reader.layers.size() && !findings.full(); i++) {
            List<Block> candidates = reader.layers.get(i);
            SeparatedText.Line line = reader.lines.get(i);
            findings.attempt(() -> reader.add(builder, candidates, line));
          }
          if (findings.none()) {
            table.add(builder.build());
          }
        });
    return table.stream().findFirst();
  }

  private ReferenceLatencyText(byte[] bytes, String path, Space space) throws FormatException {
    this.path = path;
    this.layers =
        space.network().blocksByNode().stream()
            .filter(candidates -> candidates.get(0).op().block())
            .toList();
    SeparatedText text = SeparatedText.of(bytes, path, true);
    this.numbers = text.numbers(SeparatedText.Line::fields);
    SeparatedText.Lines left = text.lines();
    for (Optional<SeparatedText.Line> line = left.next(); line.isPresent(); line = left.next()) {
      lines.add(line.get());
    }
    met.addAll(text.met());
    boolean names =
        !lines.isEmpty()
            && lines.get(0).fields().stream().anyMatch(field -> Double.isNaN(numbers.of(field)));
    this.named = names ? Optional.of(ops(lines.remove(0))) : Optional.empty();
    if (!names) {
      met.add("times of the candidates of " + space.name() + " in their order");
    }
    this.microsPerUnit = unit(text.comments());
    requireLines(names, space.name());
  }

  private double unit(List<String> comments) {
    for (String comment : comments) {
      OptionalDouble micros = TableHeader.micros(comment.toLowerCase(Locale.ROOT));
      if (micros.isPresent()) {
        met.add(comment + " taken times " + micros.getAsDouble());
        return micros.getAsDouble();
      }
    }
    return 1;
  }

  private void requireLines(boolean names, String space) throws FormatException {
    if (layers.isEmpty() || lines.size() != layers.size()) {
      throw new FormatException(
          path,
          "end",
          "needs "
              + layers.size()
              + " lines of times for "
              + space
              + ", one for each of its blocks, but has "
              + lines.size()
              + (names ? " below its line of names" : " and no line of names")
              + "; add or remove lines, or name the space that they are for with --space or"
              + " space.name");
    }
  }

  private LatencyTable.Builder builder(LatencySetting setting) {
    LatencyTable.Builder builder =
        LatencyTable.builder(setting)
            .provenance("imported from", path)
            .provenance("base", "stem, last convolution, pool and classifier were not timed")
            .baseMicros(0);
    LatencyFile.readAs(builder, met);
    return builder;
  }

  private List<Op> ops(SeparatedText.Line names) throws FormatException {
    List<Op> ops = new ArrayList<>();
    for (String name : names.fields()) {
      String code = name.replaceFirst("^ir_", "mb_").replaceFirst("_s2$", "_e1_g2");
      Optional<Op> op = OpCode.parse(code);
      if (op.isEmpty() || ops.contains(op.get())) {
        throw refuse(names, name + " is no known op, or is named a second time");
      }
      ops.add(op.get());
    }
    return ops;
  }

  private void add(LatencyTable.Builder builder, List<Block> candidates, SeparatedText.Line line)
      throws FormatException {
    List<String> times = line.fields();
    List<Op> ops = new ArrayList<>(named.orElse(candidates.stream().map(Block::op).toList()));
    if (times.size() == ops.size() - 1) {
      ops.removeIf(Skip.class::isInstance);
    }
    if (times.size() != ops.size()) {
      List<String> codes = ops.stream().map(Op::code).toList();
      throw refuse(
          line,
          "must have "
              + ops.size()
              + " times, one for each of "
              + codes
              + ", but has "
              + times.size());
    }
    Block first = candidates.get(0);
    for (int i = 0; i < times.size(); i++) {
      LatencyKey key = LatencyKey.of(ops.get(i), first.placement()).at(first.name());
      double micros = microsPerUnit * numbers.of(times.get(i));
      if (Double.isNaN(micros)) {
        throw refuse(
            line,
            "the time of " + key + " must be a number, but was " + numbers.refused(times.get(i)));
      }
      try {
        builder.add(key, new LatencyRow(micros));
      } catch (IllegalArgumentException e) {
        throw refuse(line, e.getMessage());
      }
    }
  }

  private FormatException refuse(SeparatedText.Line line, String reason) {
    return new FormatException(path, "line " + line.number(), reason);
  }
}
