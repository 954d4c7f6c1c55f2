package org.fbnetspark.wire;

import java.io.Serializable;

/**
 * The weights that stand still during a theta phase.
 *
 * <p>The array is shared, not copied: the driver holds it still until the phase is over.
 */
public final class PhaseWeights implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Id phase;
  private final FloatBlock weights;
  private final FloatBlock momentum;

  /**
   * Names a phase among those of all runs whose weights a net may be given.
   *
   * @param run unique name of the run
   * @param epoch counted from 0
   * @param firstRound position of its first theta round in the epoch
   */
  public record Id(String run, int epoch, int firstRound) implements Serializable {}

  /** The weights of a phase that takes no step of them. */
  public PhaseWeights(Id phase, float[] weights) {
    this(phase, weights, new float[0]);
  }

  /** The weights of a phase, and their momentum where steps of them are looked ahead to. */
  public PhaseWeights(Id phase, float[] weights, float[] momentum) {
    this.phase = phase;
    this.weights = FloatBlock.of(weights);
    this.momentum = FloatBlock.of(momentum);
  }

  /** Whose weights they are. */
  public Id phase() {
    return phase;
  }

  /** The weights; shared. */
  public float[] weights() {
    return weights.values();
  }

  /** Their momentum; shared, and empty where no step of them is looked ahead to. */
  public float[] momentum() {
    return momentum.values();
  }
}
