package org.fbnetspark.format.latency;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.SpaceBlocks;
import org.fbnetspark.format.json.FormatException;

/** Reads a latency table in whichever form its file name tells. */
public final class LatencyFile {

  /** Largest file read; the largest published table has a tenth of it. */
  public static final int LARGEST_BYTES = 64 << 20;

  /**
   * Provenance of a text table that is not written as ours are: what was met, and taken as what.
   */
  public static final String READ_AS = "read as";

  private static final String RUNTIME = "runtime not stated";
  private static final String DTYPE = "dtype not stated";

  private LatencyFile() {}

  /**
   * Everything that a look at a file tells.
   *
   * @param table what was read; empty where something is wrong with it
   * @param problems file, place and reason of each row that is refused, at most {@value
   *     Findings#MOST}
   * @param leftOut rows that no op of ours describes, and why
   */
  public record Checked(
      Optional<LatencyTable> table, List<String> problems, List<String> leftOut) {}

  /**
   * The table in these bytes: {@code .json} is {@link LatencyTableJson}, {@code .csv} is {@link
   * LatencyTableCsv}, {@code .txt} is {@link ReferenceLatencyText}, in any case. The last does not
   * say how it was measured, the second not always.
   *
   * @param path the file, for its ending and for messages
   * @param space whose rows are wanted: the lines of a text table are for its blocks, and it
   *     decides what a CSV table leaves unsaid
   * @throws FormatException naming the place of the first row that is refused
   */
  public static LatencyTable read(byte[] bytes, String path, Space space) throws FormatException {
    return read(bytes, path, Optional.of(space));
  }

  /** As above; without a space a text table is refused, and no row is wanted more than others. */
  public static LatencyTable read(byte[] bytes, String path, Optional<Space> space)
      throws FormatException {
    Findings findings = new Findings();
    Optional<LatencyTable> table = scan(bytes, path, space, findings, new ArrayList<>());
    findings.throwIfAny();
    return table.orElseThrow();
  }

  /** As {@link #read}, but goes on after a row that is refused. */
  public static Checked check(byte[] bytes, String path, Optional<Space> space) {
    Findings findings = new Findings();
    List<String> leftOut = new ArrayList<>();
    Optional<LatencyTable> table = scan(bytes, path, space, findings, leftOut);
    return new Checked(table, findings.messages(), leftOut);
  }

  private static Optional<LatencyTable> scan(
      byte[] bytes, String path, Optional<Space> space, Findings findings, List<String> leftOut) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (ending.equals("json")) {
      return LatencyTableJson.scan(bytes, path, findings);
    }
    if (ending.equals("csv")) {
      LatencyCsvFacts.Unsaid unsaid =
          new LatencyCsvFacts.Unsaid(RUNTIME, DTYPE, 1, OptionalInt.empty());
      Set<LatencyKey> wanted = space.map(LatencyFile::keys).orElse(Set.of());
      Optional<LatencyTableCsv.Imported> imported =
          LatencyTableCsv.scan(bytes, path, unsaid, wanted, findings);
      imported.ifPresent(table -> leftOut.addAll(table.leftOut()));
      return imported.map(LatencyTableCsv.Imported::table);
    }
    if (ending.equals("txt") && space.isPresent()) {
      return ReferenceLatencyText.scan(
          bytes,
          path,
          space.get(),
          new LatencySetting(name, RUNTIME, DTYPE, 1, OptionalInt.empty()),
          findings);
    }
    findings.attempt(
        () -> {
          throw ending.equals("txt")
              ? new FormatException(
                  path,
                  "as a whole",
                  "the lines of a text table are for the blocks of one space: name it, such as"
                      + " --space fbnet-v1")
              : new FormatException(path, "name", "must end in .json, .csv or .txt");
        });
    return Optional.empty();
  }

  /** Tells what was met in a text table, if anything. */
  static void readAs(LatencyTable.Builder table, List<String> met) {
    if (!met.isEmpty()) {
      table.provenance(READ_AS, String.join(", ", met));
    }
  }

  private static Set<LatencyKey> keys(Space space) {
    Set<LatencyKey> keys = new LinkedHashSet<>();
    new SpaceBlocks(space)
        .all()
        .forEach(block -> keys.add(LatencyKey.of(block.op(), block.placement())));
    return keys;
  }
}
