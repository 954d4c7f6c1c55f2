package org.fbnetspark.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.profile.ProfilePackManifest.PackedNetwork;
import org.fbnetspark.profile.ProfilePackManifest.PackedRow;

/**
 * Makes a table of the times that were measured with a pack. With {@code t_i} the runs of a row's
 * model and {@code o_i} those of the overhead, in microseconds:
 *
 * <pre>
 * row      = max(0, median t - median o)          p10, p90 shift alike
 * overhead = median o
 * interval = hypot(interval t, interval o)        of the two independent medians
 * network  = median of its runs                   against overhead + sum of its rows
 * </pre>
 *
 * <p>The interval of a median is half the width between the d-th smallest and d-th largest run,
 * {@code d} the largest rank with {@code P(Binomial(n, 1/2) < d) <= 2.5 %}; below six runs there is
 * none, and the row is unsteady with half of its range. A row is steady where the interval of its
 * model is within {@value #STEADY_SHARE} of the median. One run alone has no spread.
 *
 * <p>Source: David and Nagaraja, Order Statistics, 3rd edition 2003, Section 7.1, for the interval.
 */
public final class PackedTimes {

  static final double STEADY_SHARE = 0.02;

  private static final double TAIL = 0.025;
  private static final int FEWEST_FITTED = 3;

  /**
   * Where a pack was timed.
   *
   * @param device kind of the device, by which tables are merged
   * @param host which one of that kind
   * @param runtime library that ran the models, with its version
   * @param threads of the runtime, where they are known
   */
  public record Place(String device, String host, String runtime, OptionalInt threads) {}

  private final ProfilePackManifest manifest;
  private final Map<String, double[]> times = new HashMap<>();

  private PackedTimes(ProfilePackManifest manifest, Map<String, double[]> times) {
    this.manifest = manifest;
    times.forEach((file, runs) -> this.times.put(file, sorted(runs)));
  }

  /**
   * The table, and the line from its rows to whole networks where the pack has networks. Where no
   * line goes through them, the table says why under the provenance {@code correction}.
   *
   * @param times microseconds of each run, by file; at least one for every file of the manifest
   */
  public static LatencyTable.Builder table(
      ProfilePackManifest manifest, Map<String, double[]> times, Place place) {
    return new PackedTimes(manifest, times).table(place);
  }

  private LatencyTable.Builder table(Place place) {
    LatencyTable.Builder table =
        LatencyTable.builder(
            new LatencySetting(
                place.device(),
                place.runtime(),
                manifest.dtype(),
                manifest.batch(),
                place.threads(),
                Optional.of(manifest.layout())));
    PackedRow overhead =
        manifest.rows().stream()
            .filter(row -> row.key().equals(LatencyKey.OVERHEAD))
            .findFirst()
            .orElseThrow();
    double[] none = times.get(overhead.model().file());
    Map<String, Double> netMicros = new HashMap<>();
    for (PackedRow row : manifest.rows()) {
      double[] runs = times.get(row.model().file());
      boolean net = row != overhead;
      double shift = net ? median(none) : 0;
      double micros = Math.max(0, median(runs) - shift);
      netMicros.put(row.model().file(), micros);
      table.add(
          row.key(),
          new LatencyRow(
              micros,
              spread(runs, shift, net ? halfInterval(none) : 0),
              new TreeMap<>(Map.of(place.host(), micros))));
    }
    correct(table, median(none), netMicros);
    return table;
  }

  private void correct(LatencyTable.Builder table, double overhead, Map<String, Double> netMicros) {
    List<WholeNetwork> fitted = new ArrayList<>();
    List<WholeNetwork> heldOut = new ArrayList<>();
    try {
      for (PackedNetwork network : manifest.networks()) {
        double sum = overhead + network.rowFiles().stream().mapToDouble(netMicros::get).sum();
        (network.heldOut() ? heldOut : fitted)
            .add(new WholeNetwork(sum, median(times.get(network.model().file()))));
      }
      if (fitted.size() >= FEWEST_FITTED) {
        LatencyCorrection line = CorrectionFit.of(fitted, heldOut);
        table.correction(line);
      }
    } catch (IllegalArgumentException noLine) {
      table.provenance("correction", "none: " + noLine.getMessage());
    }
  }

  private static Optional<LatencyRow.Spread> spread(
      double[] sorted, double shift, double shiftInterval) {
    int runs = sorted.length;
    if (runs == 1) {
      return Optional.empty();
    }
    double half = halfInterval(sorted);
    boolean steady = rank(runs) > 0 && half <= STEADY_SHARE * median(sorted);
    return Optional.of(
        new LatencyRow.Spread(
            Math.max(0, percentile(sorted, 0.1) - shift),
            Math.max(0, percentile(sorted, 0.9) - shift),
            Math.hypot(half, shiftInterval),
            runs,
            steady));
  }

  private static double halfInterval(double[] sorted) {
    int rank = Math.max(1, rank(sorted.length));
    return (sorted[sorted.length - rank] - sorted[rank - 1]) / 2;
  }

  /** The largest d with P(Binomial(n, 1/2) < d) within the tail; 0 where there is none. */
  private static int rank(int n) {
    BinomialDistribution below = new BinomialDistribution(null, n, 0.5);
    int rank = below.inverseCumulativeProbability(TAIL);
    return below.cumulativeProbability(rank) <= TAIL ? rank + 1 : rank;
  }

  private static double median(double[] sorted) {
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  private static double[] sorted(double[] runs) {
    double[] copy = runs.clone();
    Arrays.sort(copy);
    return copy;
  }
}
