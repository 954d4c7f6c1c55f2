package org.fbnetspark.profile;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.cost.CostProjection;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Derivation;
import org.fbnetspark.domain.theta.Theta;

/**
 * Draws random networks whose costs lie all over the range of a space. Candidates drawn evenly sum
 * to networks that crowd around the mean cost, and a line through those says little about the cheap
 * and dear ones that searches go to. So network {@code k} of {@code n} aims at a cost of its own,
 *
 * <pre>aim_k = cheapest + (k + u_k) / n * (dearest - cheapest),   u_k uniform in [0, 1)</pre>
 *
 * <p>and is drawn from the distribution nearest to the even one whose mean cost is the aim, which
 * is what {@link CostProjection} gives. The same seed draws the same networks.
 */
public final class NetworkSampler {

  /** A network that is there already is drawn again from more even candidates. */
  private static final double EASED = 0.9;

  private NetworkSampler() {}

  /**
   * Distinct networks from the cheap to the dear end, each as one index for each choice.
   *
   * @param count at most half of the networks that there are
   * @throws IllegalArgumentException for more
   */
  public static List<int[]> sample(
      Space space, CostTable costs, int count, RandomGenerator random) {
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
    List<int[]> networks = new ArrayList<>();
    Set<List<Integer>> seen = new HashSet<>();
    for (int k = 0; k < count; k++) {
      double share = (k + random.nextDouble()) / count;
      Theta theta = aimedAt(Theta.uniform(space), sums, share);
      int[] network = Derivation.sample(theta, 1, random).get(0);
      while (!seen.add(Arrays.stream(network).boxed().toList())) {
        theta = eased(theta);
        network = Derivation.sample(theta, 1, random).get(0);
      }
      networks.add(network);
    }
    return networks;
  }

  /** The ends themselves, and where all cost the same any cost, are no mean of a distribution. */
  private static Theta aimedAt(Theta even, CostTable sums, double share) {
    double aim = sums.cheapest() + share * (sums.dearest() - sums.cheapest());
    return aim > sums.cheapest() && aim < sums.dearest()
        ? CostProjection.onto(even, sums, aim)
        : even;
  }

  private static Theta eased(Theta theta) {
    return Theta.of(
        Arrays.stream(theta.rows())
            .map(row -> Arrays.stream(row).map(logit -> EASED * logit).toArray())
            .toArray(double[][]::new));
  }
}
