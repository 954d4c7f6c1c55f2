package org.fbnetspark.domain.cost;

import java.util.Arrays;

/**
 * The best score that the choices not made yet can add, by the cost that they add, over a grid of
 * costs. The grid rounds; it is asked for all that could lie inside a band, so what it tells is
 * never too little.
 */
final class CompletionGrid {

  /** Cells between the cheapest and the dearest architecture. */
  private static final int CELLS = 4096;

  private final double low;
  private final double high;
  private final double cellWidth;

  /** Largest distance of the rounded cost of the choices from one on to their true one. */
  private final double[] rounding;

  /** Least cost of the choices from one on. */
  private final double[] least;

  /** By choice and cells of cost that it and the later ones have: best score. */
  private final RangeMaximum[] best;

  /**
   * A grid over the costs of a band's table.
   *
   * @param scores {@code [place][candidate]}, in the order in which choices are made
   * @param order the choice at each place
   */
  CompletionGrid(CostBand band, double[][] scores, int[] order) {
    this.low = band.finiteLow();
    this.high = band.finiteHigh();
    this.cellWidth = band.range() / CELLS;
    int places = scores.length;
    rounding = new double[places + 1];
    least = new double[places + 1];
    best = new RangeMaximum[places + 1];
    double[] completions = {0};
    best[places] = new RangeMaximum(completions);
    for (int place = places - 1; place >= 0; place--) {
      double[] row = band.costs().row(order[place]);
      double cheapest = Arrays.stream(row).min().orElseThrow();
      int[] cells =
          Arrays.stream(row).mapToInt(c -> (int) Math.round((c - cheapest) / cellWidth)).toArray();
      completions = longer(completions, cells, scores[place]);
      best[place] = new RangeMaximum(completions);
      // A little more than half a cell, for the sums round too.
      rounding[place] = rounding[place + 1] + 0.51 * cellWidth;
      least[place] = least[place + 1] + cheapest;
    }
  }

  private static double[] longer(double[] completions, int[] cells, double[] scores) {
    double[] longer = new double[completions.length + Arrays.stream(cells).max().orElse(0)];
    Arrays.fill(longer, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < cells.length; i++) {
      for (int j = 0; j < completions.length; j++) {
        int at = j + cells[i];
        longer[at] = Math.max(longer[at], completions[j] + scores[i]);
      }
    }
    return longer;
  }

  /** The most that the places from one on add where those before it cost so much. */
  double best(int place, double cost) {
    double before = cost + least[place];
    return best[place].between(
        (int) Math.ceil((low - before - rounding[place]) / cellWidth),
        (int) Math.floor((high - before + rounding[place]) / cellWidth));
  }
}
