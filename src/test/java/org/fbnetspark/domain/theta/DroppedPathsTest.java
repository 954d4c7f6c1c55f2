package org.fbnetspark.domain.theta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.fbnetspark.domain.network.Execution;
import org.fbnetspark.domain.random.SeedTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DroppedPathsTest {

  private static final Theta TWO = Theta.of(new double[2][2]);
  private static final int BATCH = 40_000;

  /** Each of two paths, and both at once where they know nothing of each other. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.2, 0.5, 0.9})
  void aPathIsThereOrCountsNothingAndItsMeanStays(double probability) {
    Gates gates = gates(new GateRule.DroppedPaths(probability), TWO, BATCH, 1);
    float kept = (float) (1 / (1 - probability));
    int[] dropped = new int[2];
    int both = 0;
    double sum = 0;
    for (int example = 0; example < BATCH; example++) {
      float[] paths = {gates.row(0, example)[0], gates.row(1, example)[0]};
      for (int path = 0; path < paths.length; path++) {
        assertThat(paths[path]).isIn(0f, kept);
        dropped[path] += paths[path] == 0 ? 1 : 0;
        sum += paths[path];
      }
      both += paths[0] == 0 && paths[1] == 0 ? 1 : 0;
    }
    assertShare(dropped[0], probability);
    assertShare(dropped[1], probability);
    assertShare(both, probability * probability);
    double deviation = Math.sqrt(probability / (1 - probability) / (2.0 * BATCH));
    assertThat(sum / (2 * BATCH)).isCloseTo(1, within(4 * deviation));
  }

  private static void assertShare(int count, double probability) {
    double deviation = Math.sqrt(probability * (1 - probability) / BATCH);
    assertThat((double) count / BATCH).isCloseTo(probability, within(4 * deviation));
  }

  @Test
  void everyExampleHasADrawOfItsOwn() {
    GateRule rule = new GateRule.DroppedPaths(0.5);
    assertThat(rule.perExample()).isTrue();
    assertThat(rule.execution()).isEqualTo(Execution.MIXED);
    Gates gates = gates(rule, TWO, 64, 1);
    assertThat(gates.examples()).isEqualTo(64);
    for (int path = 0; path < 2; path++) {
      int dropped = 0;
      for (int example = 0; example < 64; example++) {
        dropped += gates.row(path, example)[0] == 0 ? 1 : 0;
      }
      assertThat(dropped).isBetween(1, 63);
    }
    assertThat(gates).isEqualTo(gates(rule, TWO, 64, 1)).isNotEqualTo(gates(rule, TWO, 64, 2));
  }

  @Test
  void nothingIsDroppedWithAProbabilityOfZero() {
    Gates gates = gates(new GateRule.DroppedPaths(0), TWO, 8, 1);
    for (int example = 0; example < 8; example++) {
      assertThat(gates.row(0, example)).containsExactly(1, 0);
      assertThat(gates.row(1, example)).containsExactly(1, 0);
    }
  }

  @Test
  void thetaDecidesNothing() {
    GateRule rule = new GateRule.DroppedPaths(0.3);
    Theta decided = Theta.of(new double[][] {{50, -50}, {-50, 50}});
    assertThat(gates(rule, decided, 32, 3)).isEqualTo(gates(rule, TWO, 32, 3));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
  void probabilitiesThatLeaveNothingAreRefused(double probability) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GateRule.DroppedPaths(probability))
        .withMessageContaining("a probability below 1, but it was " + probability);
  }

  private static Gates gates(GateRule rule, Theta theta, int batch, int seed) {
    return rule.draw(theta, 1, batch, new SeedTree(seed).generator()).forward();
  }
}
