package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.testing.Picks;
import org.junit.jupiter.api.Test;

/** Costs that a bent line makes of sums: whatever is exact for sums is exact for them. */
class ScaledCostTest {

  private static final RisingLine LINE = new RisingLine(7, 0.6, 300, 1.7);

  private final RandomGenerator random = new SeedTree(8).generator();
  private final CostTable costs = table(5, 4);
  private final Theta theta = theta(5, 4);

  private CostTable table(int choices, int candidates) {
    return CostTable.of(CostKind.LATENCY, 20, random(choices, candidates, 100), LINE);
  }

  private Theta theta(int choices, int candidates) {
    return Theta.of(random(choices, candidates, 2));
  }

  private double[][] random(int choices, int candidates, double most) {
    double[][] rows = new double[choices][candidates];
    for (double[] row : rows) {
      Arrays.setAll(row, i -> random.nextDouble(most));
    }
    return rows;
  }

  @Test
  void everyCostIsTheScaledSum() {
    CostTable sums = costs.sums();
    int[] picks = {1, 0, 3, 2, 1};
    assertThat(costs.of(picks)).isEqualTo(LINE.at(sums.of(picks)));
    assertThat(costs.cheapest()).isEqualTo(LINE.at(sums.cheapest()));
    assertThat(costs.dearest()).isEqualTo(LINE.at(sums.dearest()));
    assertThat(costs.mean()).isEqualTo(LINE.at(sums.mean()));
    assertThat(costs.expected(theta)).isEqualTo(LINE.at(sums.expected(theta)));
    assertThat(costs.sum(costs.of(picks))).isCloseTo(sums.of(picks), within(1e-9));
    // The bend lies within the range, or this shows nothing.
    assertThat(sums.cheapest()).isLessThan(300);
    assertThat(sums.dearest()).isGreaterThan(300);
    assertThat(costs).isNotEqualTo(sums);
    assertThat(costs.toString()).isNotEqualTo(sums.toString());
  }

  @Test
  void gradientsAreTheCentralDifferences() {
    double[][] gradient = costs.expectedGradient(theta).rows();
    for (int choice = 0; choice < 5; choice++) {
      for (int i = 0; i < 4; i++) {
        double step = 1e-6;
        double slope =
            (costs.expected(moved(choice, i, step)) - costs.expected(moved(choice, i, -step)))
                / (2 * step);
        assertThat(gradient[choice][i]).isCloseTo(slope, within(1e-5));
      }
    }
  }

  private Theta moved(int choice, int i, double step) {
    double[][] rows = theta.rows();
    rows[choice][i] += step;
    return Theta.of(rows);
  }

  @Test
  void gatesHaveTheScaledSumAndItsGradient() {
    Space tiny = SpaceCatalog.named("tiny").space();
    CostTable six = table(6, 9);
    int[] picks = {8, 0, 3, 2, 5, 1};
    Gates gates = Picks.gates(tiny, picks);
    assertThat(six.expected(gates)).isCloseTo(six.of(picks), within(1e-6));
    double slope = LINE.slopeAt(six.sums().of(picks));
    assertThat(six.gateGradient(gates)[2])
        .containsExactly(scaled(six.terms().get(2).costs(), slope));
  }

  private static double[] scaled(double[] row, double slope) {
    return Arrays.stream(row).map(c -> slope * c).toArray();
  }

  @Test
  void thetaIsProjectedOntoCosts() {
    for (double share : new double[] {0.1, 0.5, 0.9}) {
      double wanted = costs.cheapest() + share * (costs.dearest() - costs.cheapest());
      assertThat(costs.expected(CostProjection.onto(theta, costs, wanted)))
          .isCloseTo(wanted, within(1e-6));
    }
  }

  /** Against all 1,024 architectures. */
  @Test
  void architecturesAreDerivedBetweenCosts() {
    for (double share : new double[] {0.1, 0.3, 0.5, 0.7, 0.9}) {
      double wanted = costs.cheapest() + share * (costs.dearest() - costs.cheapest());
      double low = 0.97 * wanted;
      double high = 1.03 * wanted;
      List<int[]> inside = new ArrayList<>();
      for (int code = 0; code < 1024; code++) {
        int[] picks = new int[5];
        for (int choice = 0, left = code; choice < 5; choice++, left /= 4) {
          picks[choice] = left % 4;
        }
        if (costs.of(picks) >= low && costs.of(picks) <= high) {
          inside.add(picks);
        }
      }
      inside.sort(Comparator.comparingDouble(this::probability).reversed());
      List<int[]> found = new BandDerivation(theta, costs, low, high).mostProbable(1024).picks();
      assertThat(found).hasSameSizeAs(inside).isNotEmpty();
      for (int i = 0; i < found.size(); i++) {
        assertThat(probability(found.get(i))).isCloseTo(probability(inside.get(i)), within(1e-9));
        assertThat(costs.of(found.get(i))).isBetween(low, high);
      }
    }
  }

  private double probability(int[] picks) {
    double product = 1;
    for (int choice = 0; choice < picks.length; choice++) {
      product *= theta.probabilities(choice)[picks[choice]];
    }
    return product;
  }
}
