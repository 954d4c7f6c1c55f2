package org.fbnetspark.domain.run;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * Whether a run lives, by its files. A process of another machine that was killed cannot say so; it
 * is seen by its silence, beside the time that its epochs take.
 *
 * @param finished whether the outcome is written
 * @param ended whether the process that wrote it is known to have ended
 * @param lastWritten when a file of the run was last written
 * @param asked the present, by the same clock
 * @param longestEpochSeconds wall time of the longest epoch; empty before the first has ended
 */
public record RunPulse(
    boolean finished,
    boolean ended,
    Instant lastWritten,
    Instant asked,
    OptionalDouble longestEpochSeconds) {

  /** Epochs in whose time something should have been written. */
  private static final int SILENT_EPOCHS = 3;

  private static final Duration LEAST_SILENCE = Duration.ofMinutes(2);

  /** Allowed before the first epoch has ended: data may be drawn and latencies measured. */
  private static final Duration BEGINNING = Duration.ofMinutes(30);

  /** What a run is doing, as far as its files tell. */
  public enum State {
    /** The outcome is written. */
    FINISHED,
    /** The outcome is not written, and nobody writes any more. */
    ENDED,
    /** Something was written no longer ago than epochs take. */
    RUNNING,
    /** Nothing was written for so long that the process has probably ended. */
    SILENT
  }

  /** What the run is doing. */
  public State state() {
    if (finished) {
      return State.FINISHED;
    }
    if (ended) {
      return State.ENDED;
    }
    return silence().compareTo(patience()) > 0 ? State.SILENT : State.RUNNING;
  }

  /** Time since something was written. */
  public Duration silence() {
    Duration silence = Duration.between(lastWritten, asked);
    return silence.isNegative() ? Duration.ZERO : silence;
  }

  private Duration patience() {
    if (longestEpochSeconds.isEmpty()) {
      return BEGINNING;
    }
    Duration silence =
        Duration.ofMillis((long) (SILENT_EPOCHS * longestEpochSeconds.getAsDouble() * 1000));
    return silence.compareTo(LEAST_SILENCE) > 0 ? silence : LEAST_SILENCE;
  }
}
