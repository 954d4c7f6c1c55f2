package org.fbnetspark.profile;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.fbnetspark.domain.latency.LatencyRow;

/**
 * Time of one entry on one host.
 *
 * <p>It is steady where the interval of its median is within some share of the median. A median
 * below {@value #SHORTEST_MICROS} us is judged as if it were that: nothing takes a share of
 * nothing, and in the sum of a network such a row is within its rounding.
 *
 * @param medianMicros median of the timed runs, in microseconds
 * @param spread how they lay around it; runs timed together count as one, with their mean
 */
public record Measurement(double medianMicros, LatencyRow.Spread spread) implements Serializable {

  private static final double SHORTEST_MICROS = 1;

  /**
   * What is left of a block's time without what a call of the runtime takes whatever it computes:
   * the difference of the medians, not below 0. The percentiles shift alike; the intervals of the
   * two medians, which are independent, add as the root of their squares. Whether it is steady is
   * judged by what is left.
   *
   * @param overhead the network that computes nothing, on the same host
   * @param intervalShare see {@link Protocol#intervalShare}
   */
  public Measurement netOf(Measurement overhead, double intervalShare) {
    double shift = overhead.medianMicros;
    double net = Math.max(0, medianMicros - shift);
    double interval = Math.hypot(spread.intervalMicros(), overhead.spread.intervalMicros());
    return new Measurement(
        net,
        new LatencyRow.Spread(
            Math.max(0, spread.p10Micros() - shift),
            Math.max(0, spread.p90Micros() - shift),
            interval,
            spread.runs(),
            spread.steady() && interval <= intervalShare * Math.max(SHORTEST_MICROS, net)));
  }

  /** Half the width of the interval as a share of the median. */
  double intervalShare() {
    return spread.intervalMicros() / Math.max(SHORTEST_MICROS, medianMicros);
  }

  /**
   * The row of hosts of one class: medians of their medians and percentiles, the widest of their
   * intervals, all their runs; steady where all are.
   *
   * @param ofHosts at least one, by the host's name
   */
  public static LatencyRow merged(SortedMap<String, Measurement> ofHosts) {
    List<Measurement> all = List.copyOf(ofHosts.values());
    TreeMap<String, Double> medians = new TreeMap<>();
    ofHosts.forEach((host, measured) -> medians.put(host, measured.medianMicros));
    LatencyRow.Spread spread =
        new LatencyRow.Spread(
            median(all, m -> m.spread.p10Micros()),
            median(all, m -> m.spread.p90Micros()),
            all.stream().mapToDouble(m -> m.spread.intervalMicros()).max().orElseThrow(),
            all.stream().mapToInt(m -> m.spread.runs()).sum(),
            all.stream().allMatch(m -> m.spread.steady()));
    return new LatencyRow(median(all, Measurement::medianMicros), Optional.of(spread), medians);
  }

  private static double median(List<Measurement> of, ToDoubleFunction<Measurement> figure) {
    return Samples.median(of.stream().mapToDouble(figure).toArray());
  }
}
