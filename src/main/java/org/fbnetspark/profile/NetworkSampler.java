package org.fbnetspark.profile;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.space.LayerwiseSpace;

/**
 * Draws random networks whose costs lie all over the range of a space. Candidates drawn evenly sum
 * to networks that crowd around the mean cost, and a line through those says little about the cheap
 * and dear ones that searches go to. So network {@code k} of {@code n} aims at a cost of its own,
 *
 * <pre>
 * aim_k = cheapest + (k + u_k) / n * (dearest - cheapest),   u_k uniform in [0, 1)
 * P(candidate i of choice l) ~ exp(-tilt_k * cost[l][i] / scale_l)
 * </pre>
 *
 * <p>where {@code scale_l} is the range of costs at choice {@code l} and {@code tilt_k} is such
 * that the expected cost is the aim: 0 draws evenly, large positive values draw cheap networks. The
 * same seed draws the same networks.
 */
public final class NetworkSampler {

  /** Here the dearest of two candidates that span a choice is drawn once in e^64 times. */
  private static final double STEEPEST = 64;

  private static final int HALVINGS = 50;

  /** A network that is there already is drawn again with less tilt, at last evenly. */
  private static final double EASED = 0.9;

  private final double[][] costs;
  private final double fixed;

  private NetworkSampler(CostTable costs) {
    this.costs = IntStream.range(0, costs.choices()).mapToObj(costs::row).toArray(double[][]::new);
    this.fixed = costs.fixed();
  }

  /**
   * Distinct networks from the cheap to the dear end, each as one index for each open choice.
   *
   * @param count at most half of the networks that there are
   * @throws IllegalArgumentException for more
   */
  public static List<int[]> sample(
      LayerwiseSpace space, CostTable costs, int count, RandomGenerator random) {
    if (space.size().compareTo(BigInteger.valueOf(2L * count)) < 0) {
      throw new IllegalArgumentException(
          "Space "
              + space.name()
              + " has "
              + space.size()
              + " networks, too few to draw "
              + count
              + " from; at most half of them are drawn");
    }
    CostTable sums = costs.sums();
    return new NetworkSampler(sums).draw(count, random, sums.cheapest(), sums.dearest());
  }

  private List<int[]> draw(int count, RandomGenerator random, double cheapest, double dearest) {
    List<int[]> networks = new ArrayList<>();
    Set<List<Integer>> seen = new HashSet<>();
    for (int k = 0; k < count; k++) {
      double aim = cheapest + (k + random.nextDouble()) / count * (dearest - cheapest);
      double tilt = tilt(aim);
      int[] network = draw(tilt, random);
      while (!seen.add(Arrays.stream(network).boxed().toList())) {
        tilt *= EASED;
        network = draw(tilt, random);
      }
      networks.add(network);
    }
    return networks;
  }

  /** The expected cost falls as the tilt grows, so halving finds it. */
  private double tilt(double aim) {
    double low = -STEEPEST;
    double high = STEEPEST;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (expected(middle) > aim) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private double expected(double tilt) {
    double sum = fixed;
    for (double[] choice : costs) {
      double[] probabilities = probabilities(choice, tilt);
      for (int i = 0; i < choice.length; i++) {
        sum += probabilities[i] * choice[i];
      }
    }
    return sum;
  }

  private int[] draw(double tilt, RandomGenerator random) {
    return Arrays.stream(costs)
        .mapToInt(choice -> draw(probabilities(choice, tilt), random.nextDouble()))
        .toArray();
  }

  private static int draw(double[] probabilities, double uniform) {
    double left = uniform;
    int pick = 0;
    while (pick < probabilities.length - 1 && left >= probabilities[pick]) {
      left -= probabilities[pick++];
    }
    return pick;
  }

  private static double[] probabilities(double[] choice, double tilt) {
    double cheapest = Arrays.stream(choice).min().orElseThrow();
    double dearest = Arrays.stream(choice).max().orElseThrow();
    double scale = dearest > cheapest ? dearest - cheapest : 1;
    // Measured from the favoured end, no exponent is above 0. StrictMath: the same on any machine.
    double favoured = tilt > 0 ? cheapest : dearest;
    double[] weights =
        Arrays.stream(choice)
            .map(cost -> StrictMath.exp(-tilt * (cost - favoured) / scale))
            .toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }
}
