package org.fbnetspark.search;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.train.RunPath;

/**
 * The command lines that go on with a run or repeat it, for a POSIX shell.
 *
 * @param run what they are about
 */
public record RunCommands(RunRecord run) {

  /** Goes on from the last checkpoint. */
  public String resume() {
    return "./submit/search --resume --run-dir " + RunPath.quoted(run.path().shown());
  }

  /**
   * Searches again with the same bits: the resolved configuration and, where the run measured its
   * own latencies, those. A line for each command; data outside of the run must still be there.
   */
  public List<String> again() {
    List<String> lines = new ArrayList<>();
    RunPath path = run.path();
    String config = path.file("config.conf");
    if (path.remote()) {
      lines.add(path.fetch("config.conf"));
      config = "config.conf";
    }
    boolean ownTimes =
        run.costs().kind() == CostKind.LATENCY
            && run.costs().latencyTable().isEmpty()
            && run.latencies().isPresent();
    lines.add(
        "./submit/search --config "
            + RunPath.quoted(config)
            + (ownTimes
                ? " --set "
                    + RunPath.quoted("cost.latency-table=" + path.file("latency-table.json"))
                : "")
            + " --run-dir runs/again");
    return lines;
  }
}
