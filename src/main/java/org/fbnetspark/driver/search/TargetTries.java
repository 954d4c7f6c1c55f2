package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.Target;

/**
 * Derives architectures at a target and times them. As long as too few are there as timed, it
 * derives others around the target by what was seen: by the last ratio of measured to predicted
 * time, and once there were tries on both sides of the target, between the nearest two (by the rule
 * of false position, in logarithms), so that it never swings. The ratio of a try is its networks'
 * median: single ones leave their prediction by chance, all of them because of the table or the
 * hour.
 *
 * <p>Every network is timed several times, and the least time counts: a busy moment, which makes
 * all of a try too slow, would lead the next one astray, and could pass a network that is not
 * there.
 *
 * @param target to be met, if any
 * @param most times that architectures are derived
 * @param times of networks
 * @param table whose setting networks are timed in; empty where times decide nothing
 * @param costs that are predicted
 * @param lines takes what is said to a person
 */
record TargetTries(
    Optional<Target> target,
    int most,
    NetworkTimes times,
    Optional<LatencySetting> table,
    CostTable costs,
    Consumer<String> lines) {

  /** Timings of a network, of which the least counts. */
  static final int TIMINGS = 3;

  /**
   * Architectures derived together.
   *
   * @param latencyFactor by which the target was multiplied
   */
  record Attempt(double latencyFactor, List<int[]> networks) {}

  /**
   * What came of it.
   *
   * @param attempts in order, as far as they were timed; none where times decide nothing
   * @param best those at the target, the most probable first; where none is, those about as near as
   *     the nearest, and it first
   * @param notMeasured why they were not timed; empty where they were or need not be
   */
  record Tried(List<Attempt> attempts, List<int[]> best, String notMeasured) {}

  /**
   * Derives and times.
   *
   * @param wanted networks at the target; when there are so many, it ends
   */
  Tried run(BandDrawing drawing, int wanted) throws IOException {
    List<Attempt> attempts = new ArrayList<>();
    List<int[]> all = new ArrayList<>();
    double factor = 1;
    while (attempts.size() < most) {
      List<int[]> derived = drawing.around(factor, all);
      if (derived.isEmpty()) {
        break;
      }
      all.addAll(derived);
      String notMeasured = table.isPresent() ? times.measure(derived, TIMINGS, table.get()) : "";
      if (target.isEmpty() || table.isEmpty() || !notMeasured.isEmpty()) {
        return new Tried(attempts, best(drawing, all), notMeasured);
      }
      if (medianRatio(derived) > SearchSummary.UNLIKELY_RATIO) {
        // Perhaps a busy moment that outlasted the timings.
        times.measure(derived, 2 * TIMINGS, table.get());
      }
      attempts.add(new Attempt(factor, derived));
      tell(attempts.size(), derived, met(all).size());
      if (met(all).size() >= wanted) {
        break;
      }
      factor = StrictMath.exp(next(attempts));
      if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
        // A network that is predicted at 0 has no ratio.
        break;
      }
    }
    return new Tried(attempts, best(drawing, all), "");
  }

  private List<int[]> met(List<int[]> networks) {
    return timed(networks).filter(picks -> target.orElseThrow().metBy(micros(picks))).toList();
  }

  private List<int[]> best(BandDrawing drawing, List<int[]> all) {
    if (target.isEmpty() || timed(all).findAny().isEmpty()) {
      return probableFirst(drawing, all);
    }
    List<int[]> met = met(all);
    return met.isEmpty() ? nearest(all, drawing.number()) : probableFirst(drawing, met);
  }

  private static List<int[]> probableFirst(BandDrawing drawing, List<int[]> networks) {
    return networks.stream()
        .limit(drawing.number())
        .sorted(Comparator.comparingDouble(drawing.theta()::logProbability).reversed())
        .toList();
  }

  private List<int[]> nearest(List<int[]> all, int number) {
    Target wanted = target.orElseThrow();
    double nearest = timed(all).mapToDouble(p -> wanted.off(micros(p))).min().orElseThrow();
    return timed(all)
        .filter(picks -> wanted.off(micros(picks)) <= nearest + wanted.tolerance())
        .sorted(Comparator.comparingDouble(picks -> wanted.off(micros(picks))))
        .limit(number)
        .toList();
  }

  private Stream<int[]> timed(List<int[]> networks) {
    return networks.stream().filter(picks -> times.millis(picks).isPresent());
  }

  private double micros(int[] picks) {
    return 1000 * times.millis(picks).orElseThrow();
  }

  private double medianRatio(List<int[]> networks) {
    return median(timed(networks).mapToDouble(picks -> micros(picks) / costs.of(picks)));
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Logarithm of the factor at which networks would take the target's time. */
  private double next(List<Attempt> attempts) {
    double under = Double.NEGATIVE_INFINITY;
    double over = Double.POSITIVE_INFINITY;
    double atUnder = 0;
    double atOver = 0;
    for (Attempt attempt : attempts) {
      double predicted = median(attempt.networks().stream().mapToDouble(costs::of));
      double at = StrictMath.log(predicted / target.orElseThrow().cost());
      double measured = at + StrictMath.log(medianRatio(attempt.networks()));
      if (measured <= 0 && measured > under) {
        under = measured;
        atUnder = at;
      } else if (measured > 0 && measured < over) {
        over = measured;
        atOver = at;
      }
    }
    if (Double.isInfinite(over)) {
      return atUnder - under;
    }
    return Double.isInfinite(under)
        ? atOver - over
        : atUnder + (atOver - atUnder) * -under / (over - under);
  }

  private void tell(int attempt, List<int[]> derived, int met) {
    double ratio = medianRatio(derived);
    lines.accept(
        String.format(
            Locale.ROOT,
            "try %d of %d: %d architectures predicted %s, measured %s, which is %.3f of it in the"
                + " median; %d at the target",
            attempt,
            most,
            derived.size(),
            range(derived.stream().mapToDouble(costs::of).sorted().toArray()),
            range(timed(derived).mapToDouble(this::micros).sorted().toArray()),
            ratio,
            met));
    if (SearchSummary.unlikely(ratio)) {
      lines.accept(
          "warning: the machine is another than when the latency table was measured, or as busy as"
              + " it was not; what is at the target now may leave it. Profile again where nothing"
              + " else runs");
    }
  }

  private static String range(double[] sorted) {
    String low = CostKind.LATENCY.text(sorted[0]);
    String high = CostKind.LATENCY.text(sorted[sorted.length - 1]);
    return low.equals(high) ? low : low + " to " + high;
  }
}
