package org.fbnetspark.domain.theta;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.space.Space;

/**
 * Samples of {@code P_theta} once theta is trained, as the paper draws several and trains each. An
 * answer has one index for each choice; {@link Space#at} makes the network.
 */
public final class Derivation {

  private Derivation() {}

  /** Independent samples of {@code P_theta}; the same ones may come twice. */
  public static List<int[]> sample(Theta theta, int count, RandomGenerator random) {
    List<int[]> samples = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      int[] picks = new int[theta.choices()];
      for (int choice = 0; choice < picks.length; choice++) {
        picks[choice] = draw(theta.probabilities(choice), random.nextDouble());
      }
      samples.add(picks);
    }
    return samples;
  }

  /**
   * Draws an index with a probability that is its share of all weights: the first one above 0 at
   * which the running sum passes the point; rounding ends at the last one above 0.
   *
   * @param weights at least one above 0
   * @param point uniform between 0 and the sum of the weights
   */
  public static int draw(double[] weights, double point) {
    int last = 0;
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      if (weights[i] > 0) {
        last = i;
        if (point < sum) {
          return i;
        }
      }
    }
    return last;
  }
}
