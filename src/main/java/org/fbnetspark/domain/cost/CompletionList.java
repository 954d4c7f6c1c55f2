package org.fbnetspark.domain.cost;

import java.util.Arrays;
import java.util.stream.IntStream;

/** All that the last choices can be, by their cost: the best of any stretch of costs, exactly. */
final class CompletionList {

  /** Completions that are listed at most, if the last choice alone has no more. */
  private static final int MOST = 1 << 16;

  private final int[][] picks;
  private final double[] costs;
  private final RangeMaximum best;

  /** How many of the last places together have few enough completions. */
  static int places(double[][] scores) {
    int places = 0;
    long completions = 1;
    while (places < scores.length) {
      completions *= scores[scores.length - 1 - places].length;
      if (places > 0 && completions > MOST) {
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
   * @param scores {@code [place][candidate]} of all places
   * @param rows their costs likewise
   */
  CompletionList(int from, double[][] scores, double[][] rows) {
    int[][] all = {{}};
    double[] cost = {0};
    double[] score = {0};
    for (int place = from; place < scores.length; place++) {
      int candidates = scores[place].length;
      int[][] longer = new int[all.length * candidates][];
      double[] dearer = new double[longer.length];
      double[] better = new double[longer.length];
      for (int n = 0; n < longer.length; n++) {
        int i = n % candidates;
        longer[n] = Arrays.copyOf(all[n / candidates], place - from + 1);
        longer[n][place - from] = i;
        dearer[n] = cost[n / candidates] + rows[place][i];
        better[n] = score[n / candidates] + scores[place][i];
      }
      all = longer;
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
    picks = Arrays.stream(sorted).mapToObj(i -> found[i]).toArray(int[][]::new);
    costs = Arrays.stream(sorted).mapToDouble(i -> unsorted[i]).toArray();
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

  int[] picks(int place) {
    return picks[place];
  }
}
