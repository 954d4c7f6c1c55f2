package org.fbnetspark.domain.theta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fbnetspark.domain.random.SeedTree;
import org.junit.jupiter.api.Test;

class DerivationTest {

  private static final Theta THETA = Theta.of(new double[][] {{0, 2, 2}, {1, -1}});

  @Test
  void samplesFollowTheta() {
    int count = 40_000;
    List<int[]> samples = Derivation.sample(THETA, count, new SeedTree(5).generator());
    double[] expected = THETA.probabilities(0);
    for (int i = 0; i < expected.length; i++) {
      int candidate = i;
      long drawn = samples.stream().filter(picks -> picks[0] == candidate).count();
      assertThat((double) drawn / count).isCloseTo(expected[i], within(0.01));
    }
  }

  @Test
  void theSeedDecidesTheSamples() {
    assertThat(Derivation.sample(THETA, 20, new SeedTree(1).generator()))
        .usingRecursiveComparison()
        .isEqualTo(Derivation.sample(THETA, 20, new SeedTree(1).generator()));
  }
}
