package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.train.Turns;

/**
 * What every shard needs for its part of a weight round.
 *
 * <p>The arrays are shared, not copied: the driver holds them still until the round is over.
 */
public final class WeightRound implements Serializable {

  /**
   * A step of stochastic gradient descent, and how many make a round.
   *
   * @param learningRate step size
   * @param momentum share of the last step's direction that is kept
   * @param weightDecay factor of the weights that is added to their gradient
   * @param labelSmoothing share of each label that all classes divide
   * @param dropout probability that a value that the classifier reads is dropped
   * @param steps steps of each shard
   */
  public record Sgd(
      double learningRate,
      double momentum,
      double weightDecay,
      double labelSmoothing,
      double dropout,
      int steps)
      implements Serializable {}

  private static final long serialVersionUID = 1L;

  private final int epoch;
  private final int index;
  private final ShardThetas thetas;
  private final double temperature;
  private final GateRule gates;
  private final List<Turns> turns;
  private final Sgd sgd;
  private final FloatBlock weights;
  private final FloatBlock momentum;

  /**
   * Joins the parts.
   *
   * @param epoch counted from 0
   * @param index position among the weight rounds of the epoch
   * @param thetas gates are drawn from them
   * @param temperature gates are drawn at it
   * @param gates how they are made
   * @param turns of choices whose gates are not drawn
   * @param sgd how to step
   * @param weights where every shard begins
   * @param momentum likewise; empty where every shard begins without any, and none comes back
   */
  public WeightRound(
      int epoch,
      int index,
      ShardThetas thetas,
      double temperature,
      GateRule gates,
      List<Turns> turns,
      Sgd sgd,
      float[] weights,
      float[] momentum) {
    this.epoch = epoch;
    this.index = index;
    this.thetas = thetas;
    this.temperature = temperature;
    this.gates = gates;
    this.turns = List.copyOf(turns);
    this.sgd = sgd;
    this.weights = FloatBlock.of(weights);
    this.momentum = FloatBlock.of(momentum);
  }

  /** Epoch, counted from 0. */
  public int epoch() {
    return epoch;
  }

  /** Position among the weight rounds of the epoch. */
  public int index() {
    return index;
  }

  /** Architecture parameters that gates are drawn from. */
  public ShardThetas thetas() {
    return thetas;
  }

  /** Temperature that gates are drawn at. */
  public double temperature() {
    return temperature;
  }

  /** How gates are made from theta. */
  public GateRule gates() {
    return gates;
  }

  /** Choices whose gates are not drawn from theta: their candidates take turns. */
  public List<Turns> turns() {
    return turns;
  }

  /** How to step. */
  public Sgd sgd() {
    return sgd;
  }

  /** Where every shard begins; shared. */
  public float[] weights() {
    return weights.values();
  }

  /** Momentum that every shard begins with, empty where that is none; shared. */
  public float[] momentum() {
    return momentum.values();
  }
}
