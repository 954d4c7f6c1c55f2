package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Theta;

/**
 * What every shard needs for its part of a theta round, besides the weights of the phase.
 *
 * @param pass over the theta split, counted from 0; an epoch may have a part of one, or many
 * @param index position among the rounds of the pass
 * @param thetas gates are drawn from them, one for each goal
 * @param temperature gates are drawn at it
 * @param gates how they are made from theta
 * @param batches batches of each shard whose gradients are summed
 * @param lookAhead the step of the weights that the gradient goes through
 */
public record ThetaRound(
    int pass,
    int index,
    List<Theta> thetas,
    double temperature,
    GateRule gates,
    int batches,
    LookAhead lookAhead)
    implements Serializable {

  /** Copies the list. */
  public ThetaRound {
    thetas = List.copyOf(thetas);
  }

  /** Of the first order. */
  public ThetaRound(
      int pass, int index, List<Theta> thetas, double temperature, GateRule gates, int batches) {
    this(pass, index, thetas, temperature, gates, batches, LookAhead.NONE);
  }

  /**
   * A step of the weights that is not taken.
   *
   * @param learningRate of the step
   * @param momentum share of the last step's direction that is kept
   * @param weightDecay factor of the weights that is added to their gradient
   * @param epoch whose batches of the weight split are looked at, counted from 0
   * @param batch number of a shard's first one of them in the epoch; a shard with fewer begins anew
   */
  public record LookAhead(
      double learningRate, double momentum, double weightDecay, int epoch, int batch)
      implements Serializable {

    /** No step: the gradient is of the first order. */
    public static final LookAhead NONE = new LookAhead(0, 0, 0, 0, 0);
  }
}
