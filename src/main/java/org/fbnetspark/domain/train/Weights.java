package org.fbnetspark.domain.train;

import java.util.Arrays;

/**
 * The weights of a supernet and the momentum of their optimiser, two vectors of one length.
 *
 * <p>The arrays are shared, not copied: they are tens of megabytes, and whoever holds them treats
 * them as fixed.
 */
public final class Weights {

  private final float[] values;
  private final float[] momentum;

  /** Joins the two vectors. */
  public Weights(float[] values, float[] momentum) {
    if (values.length != momentum.length) {
      throw new IllegalArgumentException(
          "Weights and momentum need one length, but have "
              + values.length
              + " and "
              + momentum.length);
    }
    this.values = values;
    this.momentum = momentum;
  }

  /** Weights before the first step: nothing has momentum yet. */
  public static Weights initial(float[] values) {
    return new Weights(values, new float[values.length]);
  }

  /** Number of weights. */
  public int length() {
    return values.length;
  }

  /** The weights; shared. */
  public float[] values() {
    return values;
  }

  /** Momentum of each weight; shared. */
  public float[] momentum() {
    return momentum;
  }

  /** Whether all of them are numbers. */
  public boolean finite() {
    return finite(values) && finite(momentum);
  }

  private static boolean finite(float[] vector) {
    // x - x is 0 for numbers and NaN for infinities and NaN; the sum stays 0 or becomes NaN.
    float sum = 0;
    for (float value : vector) {
      sum += value - value;
    }
    return sum == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Weights weights
        && Arrays.equals(values, weights.values)
        && Arrays.equals(momentum, weights.momentum);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + Arrays.hashCode(momentum);
  }

  @Override
  public String toString() {
    return "Weights[" + values.length + "]";
  }
}
