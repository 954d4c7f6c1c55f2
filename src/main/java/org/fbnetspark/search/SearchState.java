package org.fbnetspark.search;

import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Weights;

/**
 * All that a search has to remember between two epochs: with the settings, the data and the cost
 * table it decides every bit that follows. Random numbers need no state of their own, for they are
 * named by seed, epoch, round, shard and step.
 *
 * @param epoch epochs completed, and so the index of the next one
 * @param seed root of every random number
 * @param theta architecture parameters
 * @param moments Adam's memory of theta's gradients
 * @param controller what leads theta to a target remembers
 * @param weights the supernet's weights and momentum
 */
public record SearchState(
    int epoch,
    long seed,
    Theta theta,
    ThetaAdam.Moments moments,
    TargetController.Memory controller,
    Weights weights) {

  /** Before the first epoch. */
  public static SearchState initial(long seed, Theta theta, Weights weights) {
    return warmedUp(0, seed, theta, weights);
  }

  /** After epochs in which theta stood still. */
  public static SearchState warmedUp(int epochs, long seed, Theta theta, Weights weights) {
    return new SearchState(
        epochs, seed, theta, ThetaAdam.Moments.zeros(theta), TargetController.Memory.NONE, weights);
  }
}
