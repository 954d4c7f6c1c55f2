package org.fbnetspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fbnetspark.domain.run.RunPulse;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.domain.run.RunStatus;

/** How a run stands, as text of a few lines. */
public final class StatusText {

  private StatusText() {}

  /**
   * The text.
   *
   * @param view of the same run
   */
  public static String of(RunView view, RunStatus status) {
    RunRecord run = status.run();
    List<String> lines = new ArrayList<>();
    add(lines, "run", run.path().directory());
    if (!run.whole().equals(run.path())) {
      add(lines, "goal of", run.whole().directory());
    }
    view.network().ifPresent(network -> add(lines, "network", network.name()));
    add(lines, "state", state(status.pulse(), run.epochs().isEmpty()));
    add(lines, "epochs", run.epochsDone() + " of " + run.schedule().epochs() + pace(status));
    run.lastEpoch()
        .ifPresent(
            last ->
                FigureLayout.of(run)
                    .told(last)
                    .forEach((label, words) -> add(lines, label, words)));
    view.warnings().forEach(warning -> lines.add("warning: " + warning));
    add(
        lines,
        "last written",
        Figures.time(status.pulse().lastWritten()) + ", " + ago(status.pulse()) + " ago");
    add(lines, "checkpoint", checkpoint(status));
    if (status.resumable()) {
      // Two processes must not write one directory, so a live run is only told of later.
      boolean live = status.pulse().state() == RunPulse.State.RUNNING;
      add(lines, live ? "should it end" : "go on with", RunCommands.resume(run));
    }
    status.warnings().forEach(warning -> lines.add("warning: " + warning));
    return String.join("\n", lines) + "\n";
  }

  private static void add(List<String> lines, String name, String text) {
    lines.add(String.format(Locale.ROOT, "%-15s %s", name, text));
  }

  private static String state(RunPulse pulse, boolean firstEpoch) {
    return switch (pulse.state()) {
      case FINISHED -> "finished";
      case ENDED -> "ended before it was finished";
      case RUNNING -> firstEpoch ? "running, its first epoch" : "running";
      case SILENT ->
          "silent for " + ago(pulse) + ", longer than it should be: it has probably ended";
    };
  }

  private static String ago(RunPulse pulse) {
    return Figures.duration(pulse.silence().toSeconds());
  }

  private static String pace(RunStatus status) {
    if (status.secondsPerEpoch().isEmpty()) {
      return "";
    }
    String pace = ", " + Figures.duration(status.secondsPerEpoch().getAsDouble()) + " each";
    double left = status.remainingSeconds().orElse(0);
    return status.pulse().finished() || left == 0
        ? pace
        : pace
            + ", "
            + (status.remainingIsLeast() ? "at least " : "")
            + Figures.duration(left)
            + " to go";
  }

  private static String checkpoint(RunStatus status) {
    if (!status.notResumable().isEmpty()) {
      return "cannot be used: " + status.notResumable();
    }
    return status.checkpoint().isPresent()
        ? "after epoch " + status.checkpoint().getAsInt()
        : "none yet; a resumed run begins anew";
  }
}
