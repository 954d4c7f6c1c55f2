package org.fbnetspark.domain.theta;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.network.Architecture;

/**
 * Which candidate each choice takes once theta is trained: the most probable one, or samples of
 * {@code P_theta}, as the paper draws several and trains each. An answer has one index for each
 * open choice; {@link Architecture#of} makes the network.
 */
public final class Derivation {

  private Derivation() {}

  /** The most probable candidate of every choice; of equals, the first. */
  public static int[] mostProbable(Theta theta) {
    int[] picks = new int[theta.choices()];
    for (int choice = 0; choice < picks.length; choice++) {
      double[] logits = theta.row(choice);
      for (int i = 1; i < logits.length; i++) {
        if (logits[i] > logits[picks[choice]]) {
          picks[choice] = i;
        }
      }
    }
    return picks;
  }

  /** Independent samples of {@code P_theta}; the same ones may come twice. */
  public static List<int[]> sample(Theta theta, int count, RandomGenerator random) {
    List<int[]> samples = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      int[] picks = new int[theta.choices()];
      for (int choice = 0; choice < picks.length; choice++) {
        picks[choice] = draw(theta.probabilities(choice), random);
      }
      samples.add(picks);
    }
    return samples;
  }

  /** The first candidate at which the running sum passes the draw; rounding ends at the last. */
  static int draw(double[] probabilities, RandomGenerator random) {
    double uniform = random.nextDouble();
    double sum = 0;
    for (int i = 0; i < probabilities.length - 1; i++) {
      sum += probabilities[i];
      if (uniform < sum) {
        return i;
      }
    }
    return probabilities.length - 1;
  }
}
