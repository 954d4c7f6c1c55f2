package org.fbnetspark.search;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import org.fbnetspark.domain.train.RunPulse;

/**
 * How a run stands. A process that was killed cannot say so; it is seen by its silence, which is
 * told beside the time that its epochs take.
 *
 * @param run what its directory tells
 * @param lastWritten when a file of it was last written
 * @param asked the present, by the same clock
 * @param checkpoint epochs completed in the newest checkpoint that is whole; empty where none is
 * @param notResumable why no checkpoint can be used; empty where one can, or where the search would
 *     begin anew
 */
public record RunStatus(
    RunRecord run,
    Instant lastWritten,
    Instant asked,
    OptionalInt checkpoint,
    String notResumable) {

  /** What the run is doing. */
  public RunPulse.State state() {
    return pulse().state();
  }

  /** Time since something was written. */
  public Duration silence() {
    return pulse().silence();
  }

  /** Whether it lives. */
  public RunPulse pulse() {
    return new RunPulse(
        run.summary().isPresent(),
        lastWritten,
        asked,
        run.epochs().stream().mapToDouble(EpochReport::seconds).max());
  }

  /** Mean wall time of the epochs so far, of both phases; empty before the first has ended. */
  public OptionalDouble secondsPerEpoch() {
    return mean(run.epochs(), EpochReport::seconds);
  }

  /**
   * Seconds to the end of the last epoch: those left times the mean of each phase so far. Before
   * the first theta phase has ended its time is not known and left out. Empty before the first
   * epoch has ended.
   */
  public OptionalDouble remainingSeconds() {
    OptionalDouble weights = mean(run.epochs(), epoch -> epoch.weights().seconds());
    if (weights.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<EpochReport> thetas =
        run.epochs().stream().filter(epoch -> epoch.theta().isPresent()).toList();
    double theta = mean(thetas, epoch -> epoch.theta().orElseThrow().tally().seconds()).orElse(0);
    int left = Math.max(0, run.settings().epochs() - run.epochsDone());
    int thetaLeft = Math.min(left, run.settings().epochs() - run.settings().warmupEpochs());
    return OptionalDouble.of(left * weights.getAsDouble() + thetaLeft * theta);
  }

  /** Whether the time of a theta phase, which is still to come, is not known. */
  public boolean remainingIsLeast() {
    return run.settings().warmupEpochs() < run.settings().epochs()
        && run.epochs().stream().noneMatch(epoch -> epoch.theta().isPresent());
  }

  /** Whether the search can go on: it is not over, and no checkpoint stands in its way. */
  public boolean resumable() {
    return state() != RunPulse.State.FINISHED && notResumable.isEmpty();
  }

  /** Warnings of the last epoch. */
  public List<String> warnings() {
    return run.lastEpoch().map(EpochReport::warnings).orElse(List.of());
  }

  private static OptionalDouble mean(
      List<EpochReport> epochs, ToDoubleFunction<EpochReport> seconds) {
    return epochs.stream().mapToDouble(seconds).average();
  }
}
