package org.fbnetspark.domain.train;

import java.util.Arrays;

/**
 * The weights of a network, the momentum of their optimiser, and that of the {@link OuterStep}
 * behind their averages, if it has any: vectors of one length.
 *
 * <p>The arrays are shared, not copied: they are tens of megabytes, and whoever holds them treats
 * them as fixed.
 */
public final class Weights {

  private final float[] values;
  private final float[] momentum;
  private final float[] outer;

  /** Joins two vectors; there is no outer momentum. */
  public Weights(float[] values, float[] momentum) {
    this(values, momentum, new float[0]);
  }

  /**
   * Joins the vectors.
   *
   * @param outer momentum of the outer step; empty where it has none, or none yet
   */
  public Weights(float[] values, float[] momentum, float[] outer) {
    boolean outerFits = outer.length == 0 || outer.length == values.length;
    if (values.length != momentum.length || !outerFits) {
      throw new IllegalArgumentException(
          "Weights and their momenta need one length, but have "
              + values.length
              + ", "
              + momentum.length
              + " and "
              + outer.length);
    }
    this.values = values;
    this.momentum = momentum;
    this.outer = outer;
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

  /** Momentum of the outer step, empty where it has none yet; shared. */
  public float[] outer() {
    return outer;
  }

  /** Whether all of them are numbers. */
  public boolean finite() {
    return finite(values) && finite(momentum) && finite(outer);
  }

  private static boolean finite(float[] vector) {
    // x - x is 0 for numbers and NaN for infinities and NaN; the sum stays 0 or becomes NaN.
    // Four sums do not wait for each other.
    float first = 0;
    float second = 0;
    float third = 0;
    float fourth = 0;
    int whole = vector.length - vector.length % 4;
    for (int i = 0; i < whole; i += 4) {
      first += vector[i] - vector[i];
      second += vector[i + 1] - vector[i + 1];
      third += vector[i + 2] - vector[i + 2];
      fourth += vector[i + 3] - vector[i + 3];
    }
    for (int i = whole; i < vector.length; i++) {
      first += vector[i] - vector[i];
    }
    return first + second + third + fourth == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Weights weights
        && Arrays.equals(values, weights.values)
        && Arrays.equals(momentum, weights.momentum)
        && Arrays.equals(outer, weights.outer);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(values) + Arrays.hashCode(momentum)) + Arrays.hashCode(outer);
  }

  @Override
  public String toString() {
    return "Weights[" + values.length + "]";
  }
}
