package org.fbnetspark.retrain;

import java.util.Optional;
import org.fbnetspark.domain.train.Weights;

/**
 * All that a retraining has to remember between two epochs: with the settings and the data it
 * decides every bit that follows.
 *
 * @param epoch epochs completed, and so the index of the next one
 * @param seed root of every random number
 * @param weights and momentum
 * @param average of the weights, which is what is judged and used
 * @param best the best epoch so far; empty before the first one
 */
public record RetrainState(
    int epoch, long seed, Weights weights, AverageWeights average, Optional<Best> best) {

  /**
   * An epoch whose network did best on the held-out examples.
   *
   * @param epoch counted from 0
   * @param correct held-out examples
   * @param examples that were held out
   */
  public record Best(int epoch, long correct, long examples) {

    /** Share of correct examples. */
    public double accuracy() {
      return (double) correct / examples;
    }
  }

  /** Before the first epoch. */
  public static RetrainState initial(long seed, float[] weights) {
    return new RetrainState(
        0, seed, Weights.initial(weights), AverageWeights.initial(weights), Optional.empty());
  }
}
