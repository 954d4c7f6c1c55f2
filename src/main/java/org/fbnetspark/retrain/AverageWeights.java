package org.fbnetspark.retrain;

import java.util.Arrays;

/**
 * An exponential moving average of weights over the steps of a training. Of step t it keeps
 *
 * <pre>d_t = min(decay, (1 + t) / (10 + t))</pre>
 *
 * so that the random beginning is soon forgotten. The steps between two rounds of averaging count
 * with the weights at their end.
 *
 * <p>The array is shared, not copied: whoever holds it treats it as fixed.
 */
public final class AverageWeights {

  private final long steps;
  private final float[] values;

  /**
   * An average as it was kept.
   *
   * @param steps that went into it
   */
  public AverageWeights(long steps, float[] values) {
    this.steps = steps;
    this.values = values;
  }

  /** Before the first step. */
  public static AverageWeights initial(float[] values) {
    return new AverageWeights(0, values);
  }

  /**
   * With more steps, at whose end the weights were these.
   *
   * @param decay share that a step keeps in the long run; 0 forgets all but the weights given
   */
  public AverageWeights plus(float[] weights, int more, double decay) {
    double kept = 1;
    for (long t = steps; t < steps + more; t++) {
      kept *= Math.min(decay, (1.0 + t) / (10.0 + t));
    }
    if (kept == 0) {
      return new AverageWeights(steps + more, weights);
    }
    float[] average = new float[weights.length];
    for (int i = 0; i < average.length; i++) {
      average[i] = (float) (kept * values[i] + (1 - kept) * weights[i]);
    }
    return new AverageWeights(steps + more, average);
  }

  /** Steps that went into it. */
  public long steps() {
    return steps;
  }

  /** The average; shared. */
  public float[] values() {
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AverageWeights that
        && steps == that.steps
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(steps) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "AverageWeights[" + values.length + " after " + steps + " steps]";
  }
}
