package org.fbnetspark.domain.cost;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * All that the last steps can be, from one state, by their cost: the best of any stretch of costs,
 * exactly.
 */
final class CompletionList {

  /** Completions that are listed at most, if the last choice alone has no more. */
  private static final int MOST = 1 << 16;

  private final int[][] combinations;
  private final double[] costs;
  private final RangeMaximum best;

  /** How many of the last places together have few enough completions from all states. */
  static int places(List<DecisionOrder.Step> steps) {
    int places = 0;
    long completions = 1;
    while (places < steps.size()) {
      DecisionOrder.Step step = steps.get(steps.size() - 1 - places);
      completions *= step.combinations();
      if (places > 0 && completions * step.states() > MOST) {
        break;
      }
      places++;
    }
    return places;
  }

  /**
   * The completions of the last places.
   *
   * @param from first of them
   * @param state before it
   * @param scores {@code [place][state][combination]} of all places
   * @param costs which of the steps' sums their costs are
   */
  CompletionList(
      int from, int state, List<DecisionOrder.Step> steps, double[][][] scores, int costs) {
    int[][] all = {{}};
    int[] states = {state};
    double[] cost = {0};
    double[] score = {0};
    for (int place = from; place < scores.length; place++) {
      DecisionOrder.Step step = steps.get(place);
      int combinations = step.combinations();
      int[][] longer = new int[all.length * combinations][];
      int[] behind = new int[longer.length];
      double[] dearer = new double[longer.length];
      double[] better = new double[longer.length];
      for (int n = 0; n < longer.length; n++) {
        int i = n % combinations;
        int before = states[n / combinations];
        longer[n] = Arrays.copyOf(all[n / combinations], place - from + 1);
        longer[n][place - from] = i;
        behind[n] = step.next(before, i);
        dearer[n] = cost[n / combinations] + step.values(costs, before)[i];
        better[n] = score[n / combinations] + scores[place][before][i];
      }
      all = longer;
      states = behind;
      cost = dearer;
      score = better;
    }
    double[] unsorted = cost;
    int[] sorted =
        IntStream.range(0, cost.length)
            .boxed()
            .sorted((a, b) -> Double.compare(unsorted[a], unsorted[b]))
            .mapToInt(i -> i)
            .toArray();
    int[][] found = all;
    double[] scored = score;
    combinations = Arrays.stream(sorted).mapToObj(i -> found[i]).toArray(int[][]::new);
    this.costs = Arrays.stream(sorted).mapToDouble(i -> unsorted[i]).toArray();
    best = new RangeMaximum(Arrays.stream(sorted).mapToDouble(i -> scored[i]).toArray());
  }

  /** The first completion that costs at least so much; the number of them where none does. */
  int first(double cost) {
    int low = 0;
    int high = costs.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (costs[middle] < cost) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Where the best one between two is, both included; -1 where there is none between them. */
  int place(int first, int last) {
    return best.place(first, last);
  }

  double score(int place) {
    return best.between(place, place);
  }

  /** A combination for each step. */
  int[] combinations(int place) {
    return combinations[place];
  }
}
