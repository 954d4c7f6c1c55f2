package org.fbnetspark.domain.latency;

import java.util.Optional;

/**
 * A measured time.
 *
 * @param medianMicros median of the runs, in microseconds
 * @param spread how the runs lay around it; empty where the source does not tell
 */
public record LatencyRow(double medianMicros, Optional<Spread> spread) {

  /**
   * How the runs lay around the median.
   *
   * @param p10Micros a tenth of the runs took no longer
   * @param p90Micros nine tenths took no longer
   * @param runs number of runs
   * @param steady whether they had settled
   */
  public record Spread(double p10Micros, double p90Micros, int runs, boolean steady) {

    /** Rejects times that cannot be. */
    public Spread {
      if (!(p10Micros >= 0) || !(p90Micros >= p10Micros) || runs < 1) {
        throw new IllegalArgumentException(
            "A spread needs 0 <= p10 <= p90 and a run, but was "
                + p10Micros
                + ", "
                + p90Micros
                + " us in "
                + runs
                + " runs");
      }
    }
  }

  /** A time of which nothing more is known. */
  public LatencyRow(double medianMicros) {
    this(medianMicros, Optional.empty());
  }
}
