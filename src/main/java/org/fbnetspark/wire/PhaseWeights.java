package org.fbnetspark.wire;

import java.io.Serializable;

/**
 * The weights that stand still during a theta phase.
 *
 * <p>The array is shared, not copied: the driver holds it still until the phase is over.
 */
public final class PhaseWeights implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int epoch;
  private final float[] weights;

  /** The weights of an epoch. */
  public PhaseWeights(int epoch, float[] weights) {
    this.epoch = epoch;
    this.weights = weights;
  }

  /** Epoch whose theta phase it is, counted from 0. */
  public int epoch() {
    return epoch;
  }

  /** The weights; shared. */
  public float[] weights() {
    return weights;
  }
}
