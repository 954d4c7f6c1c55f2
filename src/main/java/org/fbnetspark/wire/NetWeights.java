package org.fbnetspark.wire;

import java.io.Serializable;

/**
 * A network to look at: its weights and, where it is used and not trained, the statistics of its
 * normalisations.
 *
 * <p>The arrays are shared, not copied: the driver holds them still until the answers are there.
 */
public final class NetWeights implements Serializable {

  private static final long serialVersionUID = 1L;

  private final FloatBlock weights;
  private final FloatBlock statistics;

  /**
   * Joins the parts.
   *
   * @param statistics empty where they are to be found
   */
  public NetWeights(float[] weights, float[] statistics) {
    this.weights = FloatBlock.of(weights);
    this.statistics = FloatBlock.of(statistics);
  }

  /** The weights; shared. */
  public float[] weights() {
    return weights.values();
  }

  /** Mean and variance of every normalised channel; shared. */
  public float[] statistics() {
    return statistics.values();
  }
}
