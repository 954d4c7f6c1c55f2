package org.fbnetspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.train.RunPulse;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.retrain.RetrainEpoch;
import org.fbnetspark.retrain.RetrainRecord;
import org.fbnetspark.retrain.RetrainStatus;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.RunCommands;
import org.fbnetspark.search.RunRecord;
import org.fbnetspark.search.RunStatus;

/** How a run stands, as text of a few lines. */
public final class StatusText {

  private StatusText() {}

  /** The text. */
  public static String of(RunStatus status) {
    RunRecord run = status.run();
    List<String> lines = new ArrayList<>();
    add(lines, "run", run.directory());
    add(lines, "state", state(status.pulse(), run.epochs().isEmpty()));
    add(lines, "epochs", run.epochsDone() + " of " + run.settings().epochs() + pace(status));
    run.lastEpoch().ifPresent(last -> lines.addAll(figures(last, run)));
    run.summary()
        .flatMap(OutcomeSentences::missed)
        .ifPresent(missed -> lines.add("warning: " + missed));
    add(
        lines,
        "last written",
        Figures.time(status.lastWritten()) + ", " + ago(status.pulse()) + " ago");
    add(lines, "checkpoint", checkpoint(status));
    if (status.resumable()) {
      // Two processes must not write one directory, so a live run is only told of later.
      String when = status.state() == RunPulse.State.RUNNING ? "should it end" : "go on with";
      add(lines, when, new RunCommands(run).resume());
    }
    status.warnings().forEach(warning -> lines.add("warning: " + warning));
    return String.join("\n", lines) + "\n";
  }

  /** How a retraining stands. */
  public static String of(RetrainStatus status) {
    RetrainRecord run = status.run();
    List<String> lines = new ArrayList<>();
    add(lines, "run", run.path().directory());
    add(lines, "network", run.network().name());
    add(lines, "state", state(status.pulse(), run.epochs().isEmpty()));
    String pace =
        status.secondsPerEpoch().isEmpty()
            ? ""
            : ", " + Figures.duration(status.secondsPerEpoch().getAsDouble()) + " each";
    String left =
        status.pulse().finished() || status.remainingSeconds().isEmpty()
            ? ""
            : ", " + Figures.duration(status.remainingSeconds().getAsDouble()) + " to go";
    add(
        lines,
        "epochs",
        run.epochs().size() + " of " + run.recipe().settings().epochs() + pace + left);
    run.last().ifPresent(last -> lines.addAll(figures(last)));
    run.best()
        .ifPresent(
            best ->
                add(
                    lines,
                    "best",
                    Figures.percent(best.heldOutAccuracy()) + " in epoch " + (best.epoch() + 1)));
    add(
        lines,
        "last written",
        Figures.time(status.pulse().lastWritten()) + ", " + ago(status.pulse()) + " ago");
    return String.join("\n", lines) + "\n";
  }

  private static List<String> figures(RetrainEpoch last) {
    List<String> lines = new ArrayList<>();
    add(lines, "images/s", Figures.count(last.imagesPerSecond()));
    add(
        lines,
        "training",
        "loss "
            + Figures.decimals(last.trainingLoss(), 3)
            + ", accuracy "
            + Figures.percent(last.trainingAccuracy()));
    add(lines, "held out", Figures.percent(last.heldOutAccuracy()));
    return lines;
  }

  private static void add(List<String> lines, String name, String text) {
    lines.add(String.format(Locale.ROOT, "%-16s%s", name, text));
  }

  private static String state(RunPulse pulse, boolean firstEpoch) {
    return switch (pulse.state()) {
      case FINISHED -> "finished";
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
    return status.state() == RunPulse.State.FINISHED || left == 0
        ? pace
        : pace
            + ", "
            + (status.remainingIsLeast() ? "at least " : "")
            + Figures.duration(left)
            + " to go";
  }

  private static List<String> figures(EpochReport last, RunRecord run) {
    CostKind kind = run.costs().kind();
    List<String> lines = new ArrayList<>();
    add(lines, "images/s", Figures.count(last.imagesPerSecond()));
    add(lines, "weight split", split(last.weights()));
    add(
        lines,
        "theta split",
        last.theta().map(theta -> split(theta.tally())).orElse("theta stands still"));
    Optional<Double> target = last.target().map(EpochReport.TargetFigures::cost);
    add(
        lines,
        "E[" + kind.name().toLowerCase(Locale.ROOT) + "]",
        kind.text(last.expectedCost())
            + target
                .map(
                    wanted ->
                        ", target "
                            + kind.text(wanted)
                            + " ("
                            + Figures.beside(last.expectedCost(), wanted)
                            + ")")
                .orElse(""));
    add(
        lines,
        "theta",
        "entropy "
            + Figures.decimals(last.entropy(), 3)
            + ", temperature "
            + Figures.decimals(last.temperature(), 2));
    return lines;
  }

  private static String split(Tally tally) {
    return "loss "
        + Figures.decimals(tally.meanLoss(), 3)
        + ", supernet accuracy "
        + Figures.percent(tally.accuracy());
  }

  private static String checkpoint(RunStatus status) {
    if (!status.notResumable().isEmpty()) {
      return "cannot be used: " + status.notResumable();
    }
    return status.checkpoint().isPresent()
        ? "after epoch " + status.checkpoint().getAsInt()
        : "none yet; a resumed search begins anew";
  }
}
