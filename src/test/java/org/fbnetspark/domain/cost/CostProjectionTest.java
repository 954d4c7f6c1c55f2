package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.theta.Theta;
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

  private final CostTable others = CostTable.of(CostKind.PARAMETERS, 2000, random(4, 300));
  private final CostTable thirds = CostTable.of(CostKind.MACS, 5000, random(4, 900));

  private static CostBand atMost(CostTable costs, double share) {
    return new CostBand(costs, Double.NEGATIVE_INFINITY, at(costs, share));
  }

  private static double at(CostTable costs, double share) {
    return costs.cheapest() + share * (costs.dearest() - costs.cheapest());
  }

  private static double share(CostTable costs, Theta theta) {
    return (costs.expected(theta) - costs.cheapest()) / (costs.dearest() - costs.cheapest());
  }

  @Test
  void aThetaInsideItsBoundsIsLeftAlone() {
    List<CostBand> bands = List.of(atMost(costs, 0.999), atMost(others, 0.999));
    assertThat(CostProjection.onto(theta, bands)).isEqualTo(theta);
  }

  /**
   * Expected costs are inside the bounds to 1e-8 of the range, and the divergence grows along any
   * small step that stays inside them.
   */
  @Test
  void noThetaInsideSeveralBoundsIsNearer() {
    int held = 0;
    for (double share : new double[] {0.3, 0.45, 0.6}) {
      double wanted = at(costs, share);
      Theta alone = CostProjection.onto(theta, costs, wanted);
      List<CostBand> bands =
          List.of(
              new CostBand(costs, wanted, wanted),
              atMost(others, share(others, alone) - 0.05),
              atMost(thirds, share(thirds, alone) - 0.02));
      Theta nearest = CostProjection.onto(theta, bands);
      assertThat(share(costs, nearest)).isCloseTo(share, within(1e-8));
      for (CostBand band : bands.subList(1, 3)) {
        double left = band.high() - band.costs().expected(nearest);
        assertThat(left / band.range()).isGreaterThan(-1e-8);
        held += left / band.range() < 1e-8 ? 1 : 0;
      }
      double least = divergence(nearest);
      for (int trial = 0; trial < 100; trial++) {
        double[][] logits = nearest.rows();
        for (double[] row : logits) {
          Arrays.setAll(row, i -> row[i] + 0.05 * random.nextGaussian());
        }
        Theta other = CostProjection.onto(Theta.of(logits), bands);
        assertThat(divergence(other)).isGreaterThanOrEqualTo(least - 1e-9);
      }
    }
    assertThat(held).isGreaterThanOrEqualTo(3);
  }
}
