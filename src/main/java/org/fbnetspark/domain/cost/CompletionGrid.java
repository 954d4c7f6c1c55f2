package org.fbnetspark.domain.cost;

import java.util.Arrays;
import java.util.List;

/**
 * The best score that the steps not taken yet can add, by the cost that they add, over a grid of
 * costs. The grid rounds; it is asked for all that could lie inside a band, so what it tells is
 * never too little.
 */
final class CompletionGrid {

  private final double low;
  private final double high;
  private final CostCells cells;

  /** Largest distance of the rounded cost of the steps from one on to their true one. */
  private final double[] rounding;

  /** By step, state before it and cells of cost that it and the later ones have: best score. */
  private final RangeMaximum[][] best;

  /**
   * A grid over the costs of a band's table.
   *
   * @param sum which of the steps' sums they are
   * @param scores {@code [place][state][combination]}
   */
  CompletionGrid(CostBand band, List<DecisionOrder.Step> steps, int sum, double[][][] scores) {
    this.low = band.finiteLow();
    this.high = band.finiteHigh();
    this.cells = new CostCells(band, steps, sum);
    int places = scores.length;
    rounding = new double[places + 1];
    best = new RangeMaximum[places + 1][];
    double[][] completions = {{0}};
    best[places] = maxima(completions);
    for (int place = places - 1; place >= 0; place--) {
      double[][] longer = new double[steps.get(place).states()][];
      for (int state = 0; state < longer.length; state++) {
        longer[state] = longer(completions, place, state, steps.get(place), scores[place][state]);
      }
      completions = longer;
      best[place] = maxima(completions);
      // A little more than half a cell, for the sums round too.
      rounding[place] = rounding[place + 1] + 0.51 * cells.width();
    }
  }

  private static RangeMaximum[] maxima(double[][] completions) {
    return Arrays.stream(completions).map(RangeMaximum::new).toArray(RangeMaximum[]::new);
  }

  private double[] longer(
      double[][] completions, int place, int state, DecisionOrder.Step step, double[] scores) {
    int[] own = cells.of(place, state);
    int length = 0;
    for (int n = 0; n < own.length; n++) {
      length = Math.max(length, own[n] + completions[step.next(state, n)].length);
    }
    double[] longer = new double[length];
    Arrays.fill(longer, Double.NEGATIVE_INFINITY);
    for (int n = 0; n < own.length; n++) {
      double[] behind = completions[step.next(state, n)];
      for (int j = 0; j < behind.length; j++) {
        int at = j + own[n];
        longer[at] = Math.max(longer[at], behind[j] + scores[n]);
      }
    }
    return longer;
  }

  /** The most that the places from one on add where those before it cost so much. */
  double best(int place, int state, double cost) {
    double before = cost + cells.least(place, state);
    return best[place][state].between(
        (int) Math.ceil((low - before - rounding[place]) / cells.width()),
        (int) Math.floor((high - before + rounding[place]) / cells.width()));
  }
}
