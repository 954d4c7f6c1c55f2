package org.fbnetspark.domain.theta;

import java.util.random.RandomGenerator;

/**
 * Gates from theta by the Gumbel softmax, and the way back for gradients:
 *
 * <pre>
 * m_i = exp((theta_i + u_i) / tau) / sum_j exp((theta_j + u_j) / tau),   u = -ln(-ln U),  U in (0, 1)
 * dL/dtheta_j = m_j * (dL/dm_j - sum_i m_i * dL/dm_i) / tau
 * </pre>
 *
 * <p>A high temperature {@code tau} gives a smooth mixture; as it falls to 0 the row becomes
 * one-hot at {@code argmax(theta + u)}, which is a sample of {@code softmax(theta)}.
 *
 * <p>Source: Wu et al., FBNet (arXiv 1812.03443), Section 3.3; Jang, Gu, Poole, Categorical
 * Reparameterization with Gumbel-Softmax (2017).
 */
public final class GateSampler {

  private GateSampler() {}

  /**
   * Draws gates.
   *
   * @param temperature above 0
   * @param batch examples of the batch; rows to draw where they are not shared
   * @param random numbers are taken choice by choice, example by example, candidate by candidate
   */
  public static Gates sample(
      Theta theta, double temperature, GateSampling sampling, int batch, RandomGenerator random) {
    requirePositive(temperature);
    int examples = sampling == GateSampling.PER_EXAMPLE ? batch : 1;
    if (examples < 1) {
      throw new IllegalArgumentException("Gates need at least one example, but was " + batch);
    }
    float[][][] rows = new float[theta.choices()][examples][];
    for (int choice = 0; choice < rows.length; choice++) {
      double[] logits = theta.row(choice);
      for (int example = 0; example < examples; example++) {
        rows[choice][example] = draw(logits, temperature, random);
      }
    }
    return Gates.perExample(rows);
  }

  /**
   * The gradient with respect to theta from the gradient with respect to the gates, summed over the
   * examples.
   *
   * @param gates as drawn by {@link #sample}
   * @param gateGradient row {@code choice * examples + example}, column candidate
   * @param temperature the one they were drawn at
   */
  public static ThetaGradient thetaGradient(
      Gates gates, double[][] gateGradient, double temperature) {
    requirePositive(temperature);
    int examples = gates.examples();
    if (gateGradient.length != gates.choices() * examples) {
      throw new IllegalArgumentException(
          "The gate gradient needs "
              + gates.choices() * examples
              + " rows, but has "
              + gateGradient.length);
    }
    double[][] sums = new double[gates.choices()][];
    for (int choice = 0; choice < sums.length; choice++) {
      sums[choice] = new double[gates.candidates(choice)];
      for (int example = 0; example < examples; example++) {
        float[] row = gates.row(choice, example);
        double[] gradient = gateGradient[choice * examples + example];
        double mean = 0;
        for (int i = 0; i < row.length; i++) {
          mean += row[i] * gradient[i];
        }
        for (int j = 0; j < row.length; j++) {
          sums[choice][j] += row[j] * (gradient[j] - mean) / temperature;
        }
      }
    }
    return ThetaGradient.of(sums);
  }

  private static float[] draw(double[] logits, double temperature, RandomGenerator random) {
    double[] perturbed = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      perturbed[i] = logits[i] + gumbel(random);
    }
    double[] soft = Theta.softmax(perturbed, temperature);
    float[] row = new float[soft.length];
    for (int i = 0; i < soft.length; i++) {
      row[i] = (float) soft[i];
    }
    return row;
  }

  /** 52 random bits and a half: never 0 and never 1, so both logarithms are finite. */
  static double gumbel(RandomGenerator random) {
    double uniform = ((random.nextLong() >>> 12) + 0.5) * 0x1p-52;
    return -StrictMath.log(-StrictMath.log(uniform));
  }

  private static void requirePositive(double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "A temperature must be above 0, but was " + temperature + "; set a floor");
    }
  }
}
