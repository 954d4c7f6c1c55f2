package org.fbnetspark.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;

/**
 * Imports the text tables of the best known FBNet re-implementation: a line with the names of the
 * ops, then a line of microseconds for each block, values separated by blanks. {@code ir_k3_e6} is
 * our {@code mb_k3_e6}; {@code _s2} is expansion 1 with two groups.
 *
 * <p>The lines are for the blocks of a space one by one, so equal blocks keep their own times.
 * Stem, last convolution, pool and classifier were not timed: the base is 0.
 */
public final class ReferenceLatencyText {

  private static final Pattern NUMBER =
      Pattern.compile("NaN|-?[0-9]+(\\.[0-9]*)?([eE][-+]?[0-9]+)?");

  private ReferenceLatencyText() {}

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @param space whose blocks the lines are for, from the first to the last
   * @throws FormatException naming the line and layer of what cannot be
   */
  public static LatencyTable read(
      byte[] bytes, String path, LayerwiseSpace space, LatencySetting setting)
      throws FormatException {
    Findings findings = new Findings();
    Optional<LatencyTable> table = scan(bytes, path, space, setting, findings);
    findings.throwIfAny();
    return table.orElseThrow();
  }

  /** The table, or everything that is wrong with it. */
  static Optional<LatencyTable> scan(
      byte[] bytes, String path, LayerwiseSpace space, LatencySetting setting, Findings findings) {
    List<String[]> lines =
        new String(bytes, StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .map(line -> line.split("\\s+"))
            .toList();
    List<Choice> blocks =
        space.layers().stream().filter(layer -> layer.candidates().get(0).block()).toList();
    List<String> codes = new ArrayList<>();
    findings.attempt(() -> requireLines(lines, blocks, path, space.name()));
    if (findings.none()) {
      findings.attempt(() -> codes.addAll(codes(lines.get(0), path)));
    }
    if (!findings.none()) {
      return Optional.empty();
    }
    LatencyTable.Builder builder =
        LatencyTable.builder(setting)
            .provenance("imported from", path)
            .provenance("base", "stem, last convolution, pool and classifier were not timed")
            .baseMicros(0);
    for (int i = 0; i < blocks.size() && !findings.full(); i++) {
      Choice block = blocks.get(i);
      String[] times = lines.get(i + 1);
      Place place = new Place(path, i + 2);
      findings.attempt(() -> add(builder, block, codes, times, place));
    }
    return findings.none() ? Optional.of(builder.build()) : Optional.empty();
  }

  private static void requireLines(
      List<String[]> lines, List<Choice> blocks, String path, String space) throws FormatException {
    if (blocks.isEmpty() || lines.size() != blocks.size() + 1) {
      throw new FormatException(
          path,
          "end",
          "needs a line of names and "
              + blocks.size()
              + " lines of times for "
              + space
              + ", but has "
              + lines.size()
              + " lines");
    }
  }

  private record Place(String path, int line) {

    FormatException refuse(String reason) {
      return new FormatException(path, "line " + line, reason);
    }
  }

  private static List<String> codes(String[] names, String path) throws FormatException {
    List<String> codes = new ArrayList<>();
    for (String name : names) {
      String code = name.replaceFirst("^ir_", "mb_").replaceFirst("_s2$", "_e1_g2");
      if (OpCode.parse(code).isEmpty() || codes.contains(code)) {
        throw new FormatException(
            path, "line 1", name + " is no known op, or is named a second time");
      }
      codes.add(code);
    }
    return codes;
  }

  private static void add(
      LatencyTable.Builder builder, Choice choice, List<String> codes, String[] times, Place place)
      throws FormatException {
    if (times.length != codes.size()) {
      throw place.refuse("must have " + codes.size() + " times, but has " + times.length);
    }
    for (int i = 0; i < times.length; i++) {
      Op op = OpCode.parse(codes.get(i)).orElseThrow();
      LatencyKey key = LatencyKey.of(op, choice.placement()).at(choice.name());
      try {
        if (!NUMBER.matcher(times[i]).matches()) {
          throw place.refuse("the time of " + key + " must be a number, but was " + times[i]);
        }
        builder.add(key, new LatencyRow(Double.parseDouble(times[i])));
      } catch (IllegalArgumentException e) {
        throw place.refuse(e.getMessage());
      }
    }
  }
}
