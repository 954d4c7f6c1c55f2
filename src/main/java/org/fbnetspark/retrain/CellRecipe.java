package org.fbnetspark.retrain;

/**
 * How networks of cells are trained besides (Liu et al., DARTS, arXiv 1806.09055, Section 3.2).
 *
 * @param auxiliaryWeight of the loss of an auxiliary classifier behind the second cell that halves
 *     the map; 0 for none
 * @param dropPath probability that an edge of a cell is dropped for an example after the last
 *     epoch, to which it rises linearly from 0 in the first; 0 for never
 */
public record CellRecipe(double auxiliaryWeight, double dropPath) {

  /** Nothing of it. */
  public static final CellRecipe NONE = new CellRecipe(0, 0);

  /** Probability in an epoch, counted from 0. */
  public double dropPath(int epoch, int epochs) {
    return dropPath * epoch / epochs;
  }
}
