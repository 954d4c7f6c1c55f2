package org.fbnetspark.domain.theta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.fbnetspark.domain.random.SeedTree;
import org.junit.jupiter.api.Test;

class GateSamplerTest {

  private static final Theta THETA = Theta.of(new double[][] {{0.3, -1, 2, 0}, {1, 1}});

  @Test
  void rowsAreWeightsOfSumOne() {
    for (int seed = 0; seed < 100; seed++) {
      double temperature = Math.pow(10, seed % 10 - 6);
      Gates gates = draw(THETA, temperature, GateSampling.PER_EXAMPLE, 5, seed);
      assertThat(gates.examples()).isEqualTo(5);
      for (int choice = 0; choice < 2; choice++) {
        for (int example = 0; example < 5; example++) {
          float sum = 0;
          for (float gate : gates.row(choice, example)) {
            assertThat(gate).as("seed %d", seed).isBetween(0f, 1f);
            sum += gate;
          }
          assertThat(sum).as("seed %d", seed).isCloseTo(1f, within(1e-6f));
        }
      }
    }
  }

  @Test
  void theSeedDecidesTheGates() {
    assertThat(draw(THETA, 1, GateSampling.PER_BATCH, 8, 3))
        .isEqualTo(draw(THETA, 1, GateSampling.PER_BATCH, 64, 3))
        .isNotEqualTo(draw(THETA, 1, GateSampling.PER_BATCH, 8, 4));
  }

  @Test
  void lowTemperatureGivesOneHotRows() {
    float[] row = draw(THETA, 1e-9, GateSampling.PER_BATCH, 1, 7).row(0, 0);
    assertThat(row).containsOnly(0f, 1f);
  }

  @Test
  void theLargestGateIsASampleOfTheSoftmax() {
    int draws = 40_000;
    Gates gates = draw(THETA, 0.5, GateSampling.PER_EXAMPLE, draws, 11);
    int[] counts = new int[4];
    for (int example = 0; example < draws; example++) {
      float[] row = gates.row(0, example);
      int best = 0;
      for (int i = 1; i < row.length; i++) {
        best = row[i] > row[best] ? i : best;
      }
      counts[best]++;
    }
    double[] expected = THETA.probabilities(0);
    for (int i = 0; i < counts.length; i++) {
      double deviation = Math.sqrt(expected[i] * (1 - expected[i]) / draws);
      assertThat((double) counts[i] / draws).isCloseTo(expected[i], within(4 * deviation));
    }
  }

  @Test
  void highTemperatureGivesAnEvenMixture() {
    for (float gate : draw(THETA, 1e7, GateSampling.PER_BATCH, 1, 1).row(0, 0)) {
      assertThat(gate).isCloseTo(0.25f, within(1e-5f));
    }
  }

  /** The loss is a fixed linear function of the gates; the noise is fixed by the seed. */
  @Test
  void thetaGradientMatchesCentralDifferences() {
    for (int seed = 0; seed < 20; seed++) {
      var random = new SeedTree(seed).child("slopes").generator();
      double[][] slopes = new double[2 * 3][];
      for (int row = 0; row < slopes.length; row++) {
        slopes[row] = random.doubles(THETA.candidates(row / 3), -1, 1).toArray();
      }
      double temperature = 0.5 + seed * 0.2;
      Gates gates = draw(THETA, temperature, GateSampling.PER_EXAMPLE, 3, seed);
      double[][] gradient = GateSampler.thetaGradient(gates, slopes, temperature).rows();
      for (int choice = 0; choice < 2; choice++) {
        for (int i = 0; i < THETA.candidates(choice); i++) {
          double step = 0.01;
          double up = loss(nudged(choice, i, step), slopes, temperature, seed);
          double down = loss(nudged(choice, i, -step), slopes, temperature, seed);
          assertThat(gradient[choice][i])
              .as("seed %d, choice %d, candidate %d", seed, choice, i)
              .isCloseTo((up - down) / (2 * step), within(2e-4));
        }
      }
    }
  }

  @Test
  void refusesWhatWouldGiveNaN() {
    assertThatThrownBy(() -> draw(THETA, 0, GateSampling.PER_BATCH, 1, 1))
        .hasMessageContaining("above 0");
    assertThatThrownBy(() -> draw(THETA, 1, GateSampling.PER_EXAMPLE, 0, 1))
        .hasMessageContaining("at least one example");
    Gates gates = draw(THETA, 1, GateSampling.PER_BATCH, 1, 1);
    assertThatThrownBy(() -> GateSampler.thetaGradient(gates, new double[3][4], 1))
        .hasMessageContaining("needs 2 rows, but has 3");
  }

  private static double loss(Theta theta, double[][] slopes, double temperature, int seed) {
    Gates gates = draw(theta, temperature, GateSampling.PER_EXAMPLE, 3, seed);
    double loss = 0;
    for (int row = 0; row < slopes.length; row++) {
      float[] values = gates.row(row / 3, row % 3);
      for (int i = 0; i < values.length; i++) {
        loss += slopes[row][i] * values[i];
      }
    }
    return loss;
  }

  private static Theta nudged(int choice, int candidate, double step) {
    double[][] rows = THETA.rows();
    rows[choice][candidate] += step;
    return Theta.of(rows);
  }

  private static Gates draw(
      Theta theta, double temperature, GateSampling sampling, int batch, int seed) {
    return GateSampler.sample(theta, temperature, sampling, batch, new SeedTree(seed).generator());
  }
}
