package org.fbnetspark.search;

/**
 * The multipliers of constraints by least squares: of the gradients {@code g} of a function and
 * {@code c_i} of the constraints, the {@code w} that make {@code ||g + sum w_i * c_i||^2} least.
 *
 * @param products of g and each c, {@code <g, c_i>}
 * @param squares of the c, {@code <c_i, c_j>}
 */
record Multipliers(double[] products, double[][] squares) {

  /** Share of its square that must be left of a gradient once the others are taken from it. */
  private static final double OWN = 1e-9;

  /**
   * The multipliers.
   *
   * @param holding which constraints have one at all
   * @param free which may have a negative one; another that would is left out
   */
  double[] of(boolean[] holding, boolean[] free) {
    boolean[] kept = holding.clone();
    double[] weights = solved(kept);
    for (int worst = worst(weights, free); worst >= 0; worst = worst(weights, free)) {
      kept[worst] = false;
      weights = solved(kept);
    }
    return weights;
  }

  private static int worst(double[] weights, boolean[] free) {
    int worst = -1;
    for (int i = 0; i < weights.length; i++) {
      if (!free[i] && weights[i] < 0 && (worst < 0 || weights[i] < weights[worst])) {
        worst = i;
      }
    }
    return worst;
  }

  /** Gaussian elimination; a gradient that is the others' anew has no multiplier of its own. */
  private double[] solved(boolean[] kept) {
    int size = products.length;
    double[][] left = new double[size][];
    double[] right = new double[size];
    for (int i = 0; i < size; i++) {
      left[i] = squares[i].clone();
      right[i] = -products[i];
    }
    boolean[] own = kept.clone();
    for (int i = 0; i < size; i++) {
      own[i] &= left[i][i] > OWN * squares[i][i];
      for (int j = i + 1; own[i] && j < size; j++) {
        double factor = left[j][i] / left[i][i];
        for (int k = i; k < size; k++) {
          left[j][k] -= factor * left[i][k];
        }
        right[j] -= factor * right[i];
      }
    }
    double[] weights = new double[size];
    for (int i = size - 1; i >= 0; i--) {
      double rest = right[i];
      for (int j = i + 1; j < size; j++) {
        rest -= left[i][j] * weights[j];
      }
      double weight = own[i] ? rest / left[i][i] : 0;
      weights[i] = Double.isFinite(weight) ? weight : 0;
    }
    return weights;
  }
}
