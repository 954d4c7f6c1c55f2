package org.fbnetspark.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fbnetspark.domain.cost.CostKind;

/**
 * The command lines that go on with a run or repeat it, for a POSIX shell.
 *
 * @param run what they are about
 */
public record RunCommands(RunRecord run) {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");
  private static final Pattern LOCAL = Pattern.compile("^file:/+");

  /** Goes on from the last checkpoint. */
  public String resume() {
    return "./submit/search --resume --run-dir " + quoted(directory());
  }

  /**
   * Searches again with the same bits: the resolved configuration and, where the run measured its
   * own latencies, those. A line for each command; data outside of the run must still be there.
   */
  public List<String> again() {
    List<String> lines = new ArrayList<>();
    String config = directory() + "/config.conf";
    if (directory().contains("://")) {
      lines.add("hadoop fs -get " + quoted(config) + " config.conf");
      config = "config.conf";
    }
    boolean ownTimes =
        run.costs().kind() == CostKind.LATENCY
            && run.costs().latencyTable().isEmpty()
            && run.latencies().isPresent();
    lines.add(
        "./submit/search --config "
            + quoted(config)
            + (ownTimes
                ? " --set " + quoted("cost.latency-table=" + directory() + "/latency-table.json")
                : "")
            + " --run-dir runs/again");
    return lines;
  }

  /** Local paths without their scheme, for files of the shell's own machine. */
  private String directory() {
    return LOCAL.matcher(run.directory()).replaceFirst("/");
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
