package org.fbnetspark.domain.latency;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A measured time.
 *
 * @param medianMicros median of the runs, in microseconds; where several hosts measured, the median
 *     of their medians
 * @param spread how the runs lay around it; empty where the source does not tell
 * @param hostMicros median on each host by its name; empty where the source does not tell
 */
public record LatencyRow(
    double medianMicros, Optional<Spread> spread, SortedMap<String, Double> hostMicros) {

  /**
   * How the runs lay around the median.
   *
   * @param p10Micros a tenth of the runs took no longer
   * @param p90Micros nine tenths took no longer
   * @param intervalMicros half the width of the 95 % interval of the median
   * @param runs number of runs
   * @param steady whether the interval was within the share of the median that was asked for
   */
  public record Spread(
      double p10Micros, double p90Micros, double intervalMicros, int runs, boolean steady)
      implements Serializable {

    /** Rejects times that cannot be. */
    public Spread {
      if (!(p10Micros >= 0) || !(p90Micros >= p10Micros) || !(intervalMicros >= 0) || runs < 1) {
        throw new IllegalArgumentException(
            "A spread needs 0 <= p10 <= p90, an interval and a run, but was "
                + p10Micros
                + ", "
                + p90Micros
                + " us, +-"
                + intervalMicros
                + " us in "
                + runs
                + " runs");
      }
    }
  }

  /** Copies the hosts. */
  public LatencyRow {
    hostMicros = Collections.unmodifiableSortedMap(new TreeMap<>(hostMicros));
  }

  /** A time of which nothing more is known. */
  public LatencyRow(double medianMicros) {
    this(medianMicros, Optional.empty(), new TreeMap<>());
  }

  /** A time that one host has measured. */
  public static LatencyRow of(String host, double medianMicros, Spread spread) {
    return new LatencyRow(
        medianMicros, Optional.of(spread), new TreeMap<>(Map.of(host, medianMicros)));
  }

  /**
   * How far the hosts lie apart: {@code (largest - smallest) / median} of their medians; empty
   * where fewer than two hosts measured, or the median is 0.
   */
  public OptionalDouble hostSpread() {
    if (hostMicros.size() < 2 || medianMicros == 0) {
      return OptionalDouble.empty();
    }
    double smallest = Collections.min(hostMicros.values());
    double largest = Collections.max(hostMicros.values());
    return OptionalDouble.of((largest - smallest) / medianMicros);
  }
}
