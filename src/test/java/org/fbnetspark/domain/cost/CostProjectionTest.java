package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.arch.Theta;
import org.fbnetspark.domain.random.SeedTree;
import org.junit.jupiter.api.Test;

class CostProjectionTest {

  private final RandomGenerator random = new SeedTree(2).generator();
  private final double[][] rows = random(4, 100);
  private final CostTable costs = CostTable.of(CostKind.LATENCY, 1000, rows);
  private final Theta theta = Theta.of(random(4, 1));

  private double[][] random(int candidates, double scale) {
    double[][] values = new double[3][candidates];
    for (double[] row : values) {
      Arrays.setAll(row, i -> scale * random.nextGaussian());
    }
    return values;
  }

  @Test
  void theExpectedCostIsTheOneWantedAndRowsKeepTheirSums() {
    double range = costs.dearest() - costs.cheapest();
    for (double share : new double[] {1e-6, 0.01, 0.3, 0.6, 0.99, 1 - 1e-6}) {
      double wanted = costs.cheapest() + share * range;
      Theta moved = CostProjection.onto(theta, costs, wanted);
      assertThat(costs.expected(moved)).isCloseTo(wanted, within(1e-8 * range));
      for (int choice = 0; choice < 3; choice++) {
        assertThat(Arrays.stream(moved.row(choice)).sum())
            .isCloseTo(Arrays.stream(theta.row(choice)).sum(), within(1e-6));
      }
    }
  }

  /** No other theta of the same cost is nearer: small steps along the constraint only lead away. */
  @Test
  void noThetaOfThatCostIsNearer() {
    double wanted = 0.4 * costs.cheapest() + 0.6 * costs.dearest();
    Theta nearest = CostProjection.onto(theta, costs, wanted);
    double least = divergence(nearest);
    for (int trial = 0; trial < 200; trial++) {
      double[][] logits = nearest.rows();
      for (double[] row : logits) {
        Arrays.setAll(row, i -> row[i] + 0.05 * random.nextGaussian());
      }
      Theta other = CostProjection.onto(Theta.of(logits), costs, wanted);
      assertThat(divergence(other)).isGreaterThanOrEqualTo(least - 1e-9);
    }
  }

  /** Kullback-Leibler divergence from P_theta. */
  private double divergence(Theta other) {
    double sum = 0;
    for (int choice = 0; choice < other.choices(); choice++) {
      double[] q = other.probabilities(choice);
      double[] p = theta.probabilities(choice);
      for (int i = 0; i < q.length; i++) {
        sum += q[i] * Math.log(q[i] / p[i]);
      }
    }
    return sum;
  }

  @Test
  void costsThatNoThetaHasAreRefused() {
    assertThatThrownBy(() -> CostProjection.onto(theta, costs, costs.cheapest()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must lie between");
  }

  @Test
  void theGradientOfTheExpectedCostIsThatOfCentralDifferences() {
    double[][] gradient = costs.expectedGradient(theta).rows();
    double step = 1e-5;
    for (int choice = 0; choice < 3; choice++) {
      for (int i = 0; i < 4; i++) {
        double[][] up = theta.rows();
        double[][] down = theta.rows();
        up[choice][i] += step;
        down[choice][i] -= step;
        double slope = (costs.expected(Theta.of(up)) - costs.expected(Theta.of(down))) / (2 * step);
        assertThat(gradient[choice][i]).isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
      }
    }
  }
}
