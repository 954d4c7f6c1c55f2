package org.fbnetspark.domain.train;

import java.util.List;
import java.util.stream.Stream;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.Unit;

/**
 * What one round or one phase has counted.
 *
 * @param examples examples that entered the result
 * @param lossSum cross-entropy (natural logarithm) summed over them
 * @param correct those whose highest score was at their label
 * @param seconds wall time on the driver
 * @param slowestTaskSeconds time of the task that was waited for
 * @param dropped shards left out because their loss was not finite
 */
public record Tally(
    long examples,
    double lossSum,
    long correct,
    double seconds,
    double slowestTaskSeconds,
    List<Integer> dropped) {

  /** Nothing counted yet. */
  public static final Tally EMPTY = new Tally(0, 0, 0, 0, 0, List.of());

  /** Copies the list. */
  public Tally {
    dropped = List.copyOf(dropped);
  }

  /** Both together; shards dropped twice are named twice. */
  public Tally plus(Tally next) {
    return new Tally(
        examples + next.examples,
        lossSum + next.lossSum,
        correct + next.correct,
        seconds + next.seconds,
        Math.max(slowestTaskSeconds, next.slowestTaskSeconds),
        Stream.concat(dropped.stream(), next.dropped.stream()).toList());
  }

  /** Mean cross-entropy; NaN where nothing was counted. */
  public double meanLoss() {
    return lossSum / examples;
  }

  /** Share of correct examples, 0 to 1; NaN where nothing was counted. */
  public double accuracy() {
    return (double) correct / examples;
  }

  /** Throughput; 0 where nothing was counted. */
  public double imagesPerSecond() {
    return seconds > 0 ? examples / seconds : 0;
  }

  /**
   * What was counted in a phase, as figures: loss, accuracy, examples and seconds.
   *
   * @param phase stands before the slash in their names
   */
  public List<Figure> figures(String phase) {
    return List.of(
        new Figure(phase + "/loss", meanLoss(), Unit.NATS),
        new Figure(phase + "/accuracy", accuracy(), Unit.SHARE),
        new Figure(phase + "/examples", examples, Unit.COUNT),
        new Figure(phase + "/seconds", seconds, Unit.SECONDS));
  }

  /**
   * How fast it was counted, as figures: throughput, the slowest task and the time of the epoch.
   *
   * @param epochSeconds wall time of the whole epoch
   */
  public List<Figure> pace(double epochSeconds) {
    return List.of(
        new Figure(Epoch.IMAGES_PER_SECOND, imagesPerSecond(), Unit.IMAGES_PER_SECOND),
        new Figure("slowest-task", slowestTaskSeconds, Unit.SECONDS),
        new Figure(Epoch.SECONDS, epochSeconds, Unit.SECONDS));
  }
}
