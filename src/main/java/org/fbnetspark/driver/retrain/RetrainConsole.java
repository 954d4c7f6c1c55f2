package org.fbnetspark.driver.retrain;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.fbnetspark.domain.evaluation.WilsonInterval;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.format.run.RetrainMetricsJson;
import org.fbnetspark.report.Figures;
import org.fbnetspark.retrain.RetrainProgress;
import org.fbnetspark.retrain.RetrainReport;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.retrain.RetrainState;
import org.fbnetspark.run.MetricsLines;
import org.fbnetspark.sink.EpochMetrics;
import org.fbnetspark.sink.MetricsSink;

/**
 * Says how a retraining goes, at most one line every few seconds and one for each epoch, and keeps
 * its {@code metrics.jsonl} and gives its metrics to the sinks.
 */
final class RetrainConsole implements RetrainProgress {

  private final RetrainSettings settings;
  private final MetricsLines metrics;
  private final MetricsSink sinks;
  private final double secondsBetweenLines;
  private final Consumer<String> lines;
  private int rounds;
  private Tally sinceLine = Tally.EMPTY;
  private Tally sinceStart = Tally.EMPTY;
  private double epochSeconds;
  private int epochs;
  private long lastLineNanos = System.nanoTime();

  /**
   * Progress in words.
   *
   * @param metrics lines of the file
   * @param sinks where metrics go besides
   * @param secondsBetweenLines least time between two lines of one epoch
   * @param lines takes them
   */
  RetrainConsole(
      RetrainSettings settings,
      MetricsLines metrics,
      MetricsSink sinks,
      double secondsBetweenLines,
      Consumer<String> lines) {
    this.settings = settings;
    this.metrics = metrics;
    this.sinks = sinks;
    this.secondsBetweenLines = secondsBetweenLines;
    this.lines = lines;
  }

  @Override
  public void started(RetrainState state, int newRounds) {
    rounds = newRounds;
    metrics.resume(state.epoch());
    lines.accept(
        (state.epoch() == 0 ? "training: " : "resuming after " + state.epoch() + " epochs: ")
            + settings.epochs()
            + " epochs of "
            + rounds
            + " rounds on "
            + settings.shards()
            + " shards");
  }

  @Override
  public void round(int epoch, int round, Tally tally) {
    sinceLine = sinceLine.plus(tally);
    sinceStart = sinceStart.plus(tally);
    long now = System.nanoTime();
    if (now - lastLineNanos < secondsBetweenLines * 1e9) {
      return;
    }
    lines.accept(
        String.format(
            Locale.ROOT,
            "epoch %d/%d round %d/%d | loss %.3f, accuracy %.1f %% | %.0f images/s, slowest task"
                + " %.1f s | ETA %s",
            epoch + 1,
            settings.epochs(),
            round + 1,
            rounds,
            sinceLine.meanLoss(),
            100 * sinceLine.accuracy(),
            sinceLine.imagesPerSecond(),
            sinceLine.slowestTaskSeconds(),
            remaining(epoch, rounds - round - 1)));
    nextLine(now);
  }

  @Override
  public void epoch(RetrainReport report) {
    metrics.add(RetrainMetricsJson.line(report));
    sinks.epoch(report.epoch() + 1, EpochMetrics.of(report));
    epochSeconds += report.seconds();
    epochs++;
    WilsonInterval interval = report.heldOut().interval();
    lines.accept(
        String.format(
            Locale.ROOT,
            "epoch %d/%d done | training loss %.3f, accuracy %.1f %% | held out %.2f %% (%.2f to"
                + " %.2f)%s | %.0f images/s | ETA %s",
            report.epoch() + 1,
            settings.epochs(),
            report.trained().meanLoss(),
            100 * report.trained().accuracy(),
            100 * report.heldOut().accuracy(),
            100 * interval.low(),
            100 * interval.high(),
            report.best() ? ", the best so far" : "",
            report.trained().imagesPerSecond(),
            remaining(report.epoch(), 0)));
    nextLine(System.nanoTime());
  }

  /** Throughput of the training rounds since the start; empty where nothing was trained. */
  Optional<Double> imagesPerSecond() {
    return Optional.of(sinceStart).filter(t -> t.examples() > 0).map(Tally::imagesPerSecond);
  }

  private void nextLine(long now) {
    lastLineNanos = now;
    sinceLine = Tally.EMPTY;
  }

  /** From whole epochs, where there was one, else from this epoch's rounds. */
  private String remaining(int epoch, int roundsLeft) {
    double perEpoch =
        epochs > 0
            ? epochSeconds / epochs
            : sinceStart.seconds() * rounds / Math.max(1, rounds - roundsLeft);
    double left = settings.epochs() - epoch - 1 + (double) roundsLeft / Math.max(1, rounds);
    return Figures.duration(left * perEpoch);
  }
}
