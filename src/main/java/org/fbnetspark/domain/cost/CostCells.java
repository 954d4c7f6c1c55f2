package org.fbnetspark.domain.cost;

import java.util.Arrays;
import java.util.List;

/**
 * Costs of steps rounded to a grid. A combination's cells are how much more the least completion
 * with it costs than the least of its state, so along any way the cells add up to the distance of
 * its cost from the cheapest, up to half a cell a step.
 */
final class CostCells {

  /** Cells between the cheapest and the dearest architecture. */
  private static final int CELLS = 4096;

  private final double width;
  private final int[][][] cells;
  private final double[][] least;

  /**
   * Cells of a band's costs.
   *
   * @param sum which of the steps' sums they are
   */
  CostCells(CostBand band, List<DecisionOrder.Step> steps, int sum) {
    width = band.range() / CELLS;
    cells = new int[steps.size()][][];
    least = new double[steps.size() + 1][];
    least[steps.size()] = new double[] {0};
    for (int place = steps.size() - 1; place >= 0; place--) {
      DecisionOrder.Step step = steps.get(place);
      double leastAfter = Arrays.stream(least[place + 1]).min().orElseThrow();
      cells[place] = new int[step.states()][];
      least[place] = new double[step.states()];
      for (int state = 0; state < step.states(); state++) {
        double[] costs = step.values(sum, state).clone();
        for (int n = 0; n < costs.length; n++) {
          costs[n] += least[place + 1][step.next(state, n)] - leastAfter;
        }
        double cheapest = Arrays.stream(costs).min().orElseThrow();
        cells[place][state] =
            Arrays.stream(costs).mapToInt(c -> (int) Math.round((c - cheapest) / width)).toArray();
        least[place][state] = leastAfter + cheapest;
      }
    }
  }

  /** Cost of a cell. */
  double width() {
    return width;
  }

  /** Cells of each combination of a step in a state; shared. */
  int[] of(int place, int state) {
    return cells[place][state];
  }

  /** Least cost of the steps from one on. */
  double least(int place, int state) {
    return least[place][state];
  }
}
