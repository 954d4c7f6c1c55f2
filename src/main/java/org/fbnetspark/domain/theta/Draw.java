package org.fbnetspark.domain.theta;

/**
 * Gates, and the way back from them.
 *
 * @param forward what the candidates' outputs are multiplied by
 * @param back leads a gradient of the gates back to theta
 * @param chosen the gates without what theta does not decide, which is no part of what is derived
 */
public record Draw(Gates forward, Back back, Gates chosen) {

  /** Gates that theta decides. */
  public Draw(Gates forward, Back back) {
    this(forward, back, forward);
  }

  /**
   * The derivative of the softmax that the gates were made by: of its value, or of what they were
   * drawn from, where they are one-hot and have no derivative of their own.
   *
   * <pre>dL/dtheta_j = m_j * (dL/dm_j - sum_i m_i * dL/dm_i) / tau</pre>
   *
   * @param soft the values {@code m} of the softmax; 0 for candidates that were not drawn from
   * @param temperature {@code tau}, above 0
   */
  public record Back(Gates soft, double temperature) {

    /** Rejects what would give NaN. */
    public Back {
      if (!(temperature > 0)) {
        throw new IllegalArgumentException(
            "A temperature must be above 0, but was " + temperature + "; set a floor");
      }
    }

    /**
     * The gradient with respect to theta from the gradient with respect to the gates, summed over
     * the examples.
     *
     * @param gateGradient row {@code choice * examples + example}, column candidate
     */
    public ThetaGradient thetaGradient(double[][] gateGradient) {
      int examples = soft.examples();
      if (gateGradient.length != soft.choices() * examples) {
        throw new IllegalArgumentException(
            "The gate gradient needs "
                + soft.choices() * examples
                + " rows, but has "
                + gateGradient.length);
      }
      double[][] sums = new double[soft.choices()][];
      for (int choice = 0; choice < sums.length; choice++) {
        sums[choice] = new double[soft.candidates(choice)];
        for (int example = 0; example < examples; example++) {
          add(sums[choice], soft.row(choice, example), gateGradient[choice * examples + example]);
        }
      }
      return ThetaGradient.of(sums);
    }

    private void add(double[] sums, float[] row, double[] gradient) {
      double mean = 0;
      for (int i = 0; i < row.length; i++) {
        mean += row[i] * gradient[i];
      }
      for (int j = 0; j < row.length; j++) {
        sums[j] += row[j] * (gradient[j] - mean) / temperature;
      }
    }
  }
}
