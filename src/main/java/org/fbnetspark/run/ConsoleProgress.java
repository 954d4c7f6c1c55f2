package org.fbnetspark.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.Schedule;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.report.FigureLayout;
import org.fbnetspark.report.Figures;

/** Says how a run goes: at most one line every few seconds, and one for each epoch. */
public final class ConsoleProgress implements TrainingProgress {

  private static final double LEAST_SECONDS_WITHIN_ROUND = 8;

  private final FigureLayout layout;
  private final Schedule schedule;
  private final int shards;
  private final double secondsBetweenLines;
  private final Consumer<String> lines;
  private List<Integer> rounds = List.of();
  private RemainingTime remaining;
  private Tally sinceLine = Tally.EMPTY;
  private Tally sinceStart = Tally.EMPTY;
  private int lastPhase;
  private long lastLineNanos = System.nanoTime();

  /**
   * Progress in words.
   *
   * @param layout of the figures that are told
   * @param shards that train side by side
   * @param secondsBetweenLines least time between two lines of one epoch
   * @param lines takes them
   */
  public ConsoleProgress(
      FigureLayout layout,
      Schedule schedule,
      int shards,
      double secondsBetweenLines,
      Consumer<String> lines) {
    this.layout = layout;
    this.schedule = schedule;
    this.shards = shards;
    this.secondsBetweenLines = secondsBetweenLines;
    this.lines = lines;
    this.remaining = new RemainingTime(schedule, rounds);
  }

  @Override
  public void started(int epochs, List<Integer> newRounds) {
    rounds = List.copyOf(newRounds);
    remaining = new RemainingTime(schedule, rounds);
    List<String> phases = new ArrayList<>();
    for (int i = 0; i < rounds.size(); i++) {
      Schedule.Phase phase = schedule.phases().get(i);
      phases.add(
          (phase.firstEpoch() > 0 ? "from epoch " + (phase.firstEpoch() + 1) + " on " : "")
              + rounds.get(i)
              + " rounds of "
              + phase.name());
    }
    lines.accept(
        (epochs == 0 ? "beginning: " : "resuming after " + epochs + " epochs: ")
            + schedule.epochs()
            + " epochs of "
            + String.join(" and ", phases)
            + ", on "
            + shards
            + " shards");
  }

  @Override
  public void round(Round round) {
    remaining.add(round);
    if (round.phase() != lastPhase) {
      sinceLine = Tally.EMPTY;
      lastPhase = round.phase();
    }
    sinceLine = sinceLine.plus(round.tally());
    sinceStart = sinceStart.plus(round.tally());
    if (secondsSinceLine() < secondsBetweenLines || sinceLine.examples() == 0) {
      return;
    }
    List<Figure> figures = new ArrayList<>(sinceLine.figures(phase(round).name()));
    figures.addAll(round.figures());
    figures.addAll(sinceLine.pace(sinceLine.seconds()));
    lines.accept(
        String.format(
            Locale.ROOT,
            "epoch %d/%d %s %d/%d%s, slowest task %.1f s | ETA %s",
            round.epoch() + 1,
            schedule.epochs(),
            phase(round).name(),
            round.index() + 1,
            rounds.get(round.phase()),
            words(layout.told(figures)),
            sinceLine.slowestTaskSeconds(),
            Figures.duration(remaining.afterRound())));
    nextLine();
  }

  /**
   * A round is going on; called again and again, for rounds may take minutes where shards are
   * large.
   *
   * @param phase by its place in the schedule
   */
  public void running(int epoch, int phase, int round, int tasksDone, int tasks) {
    if (secondsSinceLine() < Math.max(secondsBetweenLines, LEAST_SECONDS_WITHIN_ROUND)) {
      return;
    }
    lines.accept(
        String.format(
            Locale.ROOT,
            "epoch %d/%d %s %d/%d running, %d of %d tasks done",
            epoch + 1,
            schedule.epochs(),
            schedule.phases().get(phase).name(),
            round + 1,
            rounds.get(phase),
            tasksDone,
            tasks));
    lastLineNanos = System.nanoTime();
  }

  @Override
  public void epoch(Epoch epoch) {
    remaining.add(epoch);
    lines.accept(
        String.format(
            Locale.ROOT,
            "epoch %d/%d done%s | ETA %s",
            epoch.number() + 1,
            schedule.epochs(),
            words(layout.told(epoch)),
            Figures.duration(remaining.afterEpoch(epoch.number()))));
    epoch.warnings().forEach(warning -> lines.accept("warning: " + warning));
    nextLine();
  }

  /** Throughput of the rounds since the start; empty where nothing was trained. */
  public Optional<Double> imagesPerSecond() {
    return Optional.of(sinceStart).filter(t -> t.examples() > 0).map(Tally::imagesPerSecond);
  }

  private static String words(Map<String, String> told) {
    StringBuilder words = new StringBuilder();
    told.forEach((label, text) -> words.append(" | ").append(label).append(' ').append(text));
    return words.toString();
  }

  private Schedule.Phase phase(Round round) {
    return schedule.phases().get(round.phase());
  }

  private double secondsSinceLine() {
    return (System.nanoTime() - lastLineNanos) / 1e9;
  }

  private void nextLine() {
    lastLineNanos = System.nanoTime();
    sinceLine = Tally.EMPTY;
  }
}
