package org.fbnetspark.driver.search;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.run.RemainingTime;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.Round;
import org.fbnetspark.search.SearchProgress;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.search.SearchWorkers;

/**
 * Says how a search goes: at most one line every few seconds, and one for each epoch. Accuracies
 * are the supernet's.
 */
final class ConsoleProgress implements SearchProgress, SparkWorkers.RoundWatch {

  private static final double LEAST_SECONDS_WITHIN_ROUND = 8;

  private final SearchSettings settings;
  private final CostTable costs;
  private final double secondsBetweenLines;
  private final Consumer<String> lines;
  private SearchWorkers.Plan plan = new SearchWorkers.Plan(0, 0);
  private RemainingTime remaining;
  private Tally sinceLine = Tally.EMPTY;
  private Tally sinceStart = Tally.EMPTY;
  private long lastLineNanos = System.nanoTime();

  /**
   * Progress in words.
   *
   * @param secondsBetweenLines least time between two lines of one epoch
   * @param lines takes them
   */
  ConsoleProgress(
      SearchSettings settings,
      CostTable costs,
      double secondsBetweenLines,
      Consumer<String> lines) {
    this.settings = settings;
    this.costs = costs;
    this.secondsBetweenLines = secondsBetweenLines;
    this.lines = lines;
    this.remaining = new RemainingTime(settings, plan);
  }

  @Override
  public void started(SearchState state, SearchWorkers.Plan rounds) {
    plan = rounds;
    remaining = new RemainingTime(settings, rounds);
    lines.accept(
        (state.epoch() == 0 ? "searching: " : "resuming after " + state.epoch() + " epochs: ")
            + settings.epochs()
            + " epochs of "
            + rounds.weightRounds()
            + " weight rounds and, from epoch "
            + (settings.warmupEpochs() + 1)
            + " on, "
            + rounds.thetaRounds()
            + " theta rounds, on "
            + settings.shards()
            + " shards");
    settings.annealing().ifPresent(advice -> lines.accept("warning: " + advice));
  }

  @Override
  public void weightRound(Round round, Tally tally) {
    remaining.weightRound(round, tally.seconds());
    say(round, tally, "weights " + (round.index() + 1) + "/" + plan.weightRounds());
  }

  @Override
  public void thetaRound(Round round, SearchWorkers.ThetaOutcome outcome) {
    remaining.thetaRound(round, outcome.tally().seconds());
    say(round, outcome.tally(), "theta " + (round.index() + 1) + "/" + plan.thetaRounds());
  }

  private void say(Round round, Tally tally, String where) {
    sinceLine = sinceLine.plus(tally);
    sinceStart = sinceStart.plus(tally);
    long now = System.nanoTime();
    if (now - lastLineNanos < secondsBetweenLines * 1e9 || sinceLine.examples() == 0) {
      return;
    }
    lines.accept(
        String.format(
            Locale.ROOT,
            "epoch %d/%d %s | loss %.3f, supernet accuracy %.1f %% | %s | %.0f images/s, slowest"
                + " task %.1f s | ETA %s",
            round.epoch() + 1,
            settings.epochs(),
            where,
            sinceLine.meanLoss(),
            100 * sinceLine.accuracy(),
            theta(costs.expected(round.theta()), round.temperature(), round.theta().meanEntropy()),
            sinceLine.imagesPerSecond(),
            sinceLine.slowestTaskSeconds(),
            remaining.left()));
    nextLine(now);
  }

  /** Rounds may take minutes, where shards are large. */
  @Override
  public void running(String phase, Round round, int tasksDone, int tasks) {
    long now = System.nanoTime();
    if (now - lastLineNanos < Math.max(secondsBetweenLines, LEAST_SECONDS_WITHIN_ROUND) * 1e9) {
      return;
    }
    lines.accept(
        String.format(
            Locale.ROOT,
            "epoch %d/%d %s %d/%d running, %d of %d tasks done",
            round.epoch() + 1,
            settings.epochs(),
            phase,
            round.index() + 1,
            phase.equals("theta") ? plan.thetaRounds() : plan.weightRounds(),
            tasksDone,
            tasks));
    lastLineNanos = now;
  }

  @Override
  public void epoch(EpochReport report) {
    String theta =
        report
            .theta()
            .map(figures -> "theta split " + split(figures.tally()))
            .orElse("theta stands still");
    lines.accept(
        String.format(
            Locale.ROOT,
            "epoch %d/%d done | weight split %s | %s | %s | %.0f images/s | ETA %s",
            report.epoch() + 1,
            settings.epochs(),
            split(report.weights()),
            theta,
            theta(report.expectedCost(), report.temperature(), report.entropy()) + limits(report),
            report.imagesPerSecond(),
            remaining.left()));
    report.warnings().forEach(warning -> lines.accept("warning: " + warning));
    nextLine(System.nanoTime());
  }

  /** Throughput of both phases since the start; empty where nothing was trained. */
  Optional<Double> imagesPerSecond() {
    return Optional.of(sinceStart).filter(t -> t.examples() > 0).map(Tally::imagesPerSecond);
  }

  private void nextLine(long now) {
    lastLineNanos = now;
    sinceLine = Tally.EMPTY;
  }

  private static String limits(EpochReport report) {
    StringBuilder text = new StringBuilder();
    for (EpochReport.LimitFigures limit : report.limits()) {
      CostKind kind = limit.kind();
      text.append(", E[").append(kind.name().toLowerCase(Locale.ROOT)).append("] ");
      text.append(kind.text(limit.expected()));
      text.append(" (at most ").append(kind.text(limit.most())).append(")");
    }
    return text.toString();
  }

  private static String split(Tally tally) {
    return String.format(
        Locale.ROOT,
        "loss %.3f, supernet accuracy %.1f %%",
        tally.meanLoss(),
        100 * tally.accuracy());
  }

  private String theta(double expectedCost, double temperature, double entropy) {
    return String.format(
        Locale.ROOT,
        "E[%s] %s%s, temperature %.2f, entropy %.3f",
        costs.kind().name().toLowerCase(Locale.ROOT),
        costs.kind().text(expectedCost),
        settings.target().map(target -> " (target " + target.text(costs.kind()) + ")").orElse(""),
        temperature,
        entropy);
  }
}
