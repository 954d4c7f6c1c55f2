package org.fbnetspark.domain.train;

/**
 * What becomes of the average of a round. What the shards have come to together is taken for a step
 * of its own, from the weights x that they began with to the mean of theirs, in units of the
 * gradient, with momentum over rounds and a step size:
 *
 * <pre>
 * d = (x - mean) / gamma          gamma: step size of the round's own steps
 * u = momentum * u + d
 * x = x - learningRate * gamma * u                   heavy ball: SlowMo
 * x = x - learningRate * gamma * (momentum * u + d)  Nesterov
 * </pre>
 *
 * <p>Sources: Wang et al., SlowMo (ICLR 2020, arXiv 1910.00643), Algorithm 1; Douillard et al.,
 * DiLoCo (arXiv 2311.08105), with its outer optimiser by Nesterov.
 *
 * @param momentum share of the last round's direction that is kept, 0 to below 1
 * @param nesterov whether the direction looks ahead
 * @param learningRate share of the direction that is taken, above 0
 * @param inner what becomes of the momentum of the shards' own steps
 */
public record OuterStep(double momentum, boolean nesterov, double learningRate, Inner inner) {

  /** The plain average. */
  public static final OuterStep NONE = new OuterStep(0, false, 1, Inner.AVERAGED);

  /** What becomes of the momentum that each shard's steps end with. */
  public enum Inner {
    /** It is averaged as the weights are, and the next round goes on with it. */
    AVERAGED,
    /** It is dropped: each round begins without, and half as many bytes cross. */
    ZEROED
  }

  private static final float[] NOTHING = new float[0];

  /** Rejects values outside of their range. */
  public OuterStep {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("Outer momentum must be in [0, 1), but was " + momentum);
    }
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Outer learning rate must be above 0, but was " + learningRate);
    }
  }

  /**
   * The outer momentum whose steps are as long as those of momentum within, where that is zeroed
   * after each round: {@code m (1 - m^n) / ((1 - m) n)}.
   *
   * @param innerMomentum m, of the shards' steps, 0 to below 1
   * @param steps n of a round, at least 1
   */
  public static double steadyMomentum(double innerMomentum, int steps) {
    return innerMomentum * (1 - Math.pow(innerMomentum, steps)) / ((1 - innerMomentum) * steps);
  }

  /**
   * Vectors that {@link Weights} have under it: weights and momentum, and the outer momentum where
   * there is one.
   */
  public int vectors() {
    return momentum == 0 ? 2 : 3;
  }

  /** The momentum that the shards of a round begin with; empty where all begin without. */
  public float[] sent(Weights weights) {
    return inner == Inner.ZEROED ? NOTHING : weights.momentum();
  }

  /**
   * The weights that the next round begins with.
   *
   * @param before those that the round began with; without momentum where that is zeroed
   * @param mean of the shards
   * @param gamma step size of the round
   */
  public Weights after(Weights before, Weights mean, double gamma) {
    float[] kept = inner == Inner.ZEROED ? before.momentum() : mean.momentum();
    // The formula would turn a mean of -0 to 0. Steps of size 0 have no direction.
    if ((momentum == 0 && learningRate == 1) || gamma == 0) {
      return new Weights(mean.values(), kept, before.outer());
    }
    float[] last = before.outer();
    float[] values = new float[before.length()];
    float[] outer = momentum == 0 ? NOTHING : new float[before.length()];
    for (int i = 0; i < values.length; i++) {
      double x = before.values()[i];
      double d = (x - mean.values()[i]) / gamma;
      double u = last.length == 0 ? d : momentum * last[i] + d;
      double direction = nesterov ? momentum * u + d : u;
      values[i] = (float) (x - learningRate * gamma * direction);
      if (outer.length > 0) {
        outer[i] = (float) u;
      }
    }
    return new Weights(values, kept, outer);
  }
}
