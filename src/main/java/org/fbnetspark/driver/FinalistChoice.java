package org.fbnetspark.driver;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fbnetspark.search.Target;

/** Which of a search's finalists becomes its architecture. Finalists are told by their position. */
final class FinalistChoice {

  /** Distance of a measured latency from the target that is let pass, as a share of the target. */
  private static final double TOLERANCE = 0.08;

  private FinalistChoice() {}

  /**
   * Those whose measured latency is at the target. Where it is so for none, a table errs in one
   * direction and they are near each other: then those about as near as the nearest one. All where
   * there is no target or nothing was measured.
   *
   * @param millis measured, one for each finalist or none
   */
  static List<Integer> near(List<Double> millis, Optional<Target> target, int finalists) {
    List<Integer> all = IntStream.range(0, finalists).boxed().toList();
    if (millis.isEmpty() || target.isEmpty()) {
      return all;
    }
    double wanted = target.get().cost() / 1000;
    List<Double> distances = millis.stream().map(time -> Math.abs(time / wanted - 1)).toList();
    double nearest = Collections.min(distances);
    double limit = nearest > TOLERANCE ? nearest + TOLERANCE : TOLERANCE;
    return all.stream().filter(i -> distances.get(i) <= limit).toList();
  }

  /**
   * The one that did best once retrained; of equal ones, and without, the first.
   *
   * @param among at least one
   */
  static int best(List<Integer> among, List<Optional<Double>> accuracies) {
    int best = among.get(0);
    for (int i : among) {
      best = accuracies.get(i).orElse(0.0) > accuracies.get(best).orElse(0.0) ? i : best;
    }
    return best;
  }
}
