package org.fbnetspark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.fbnetspark.domain.random.SeedTree;
import org.junit.jupiter.api.Test;

class DataSplitTest {

  @Test
  void coversEveryExampleOnce() {
    for (int seed = 0; seed < 100; seed++) {
      DataSplit split = new DataSplit(0.8, new SeedTree(seed));
      int examples = 1 + seed * 7;

      int[] weights = split.weightExamples(seed % 5, examples);
      int[] theta = split.thetaExamples(seed % 5, examples);

      assertThat(weights).as("seed " + seed).isSorted().hasSize((int) Math.round(0.8 * examples));
      assertThat(theta).as("seed " + seed).isSorted();
      assertThat(IntStream.concat(Arrays.stream(weights), Arrays.stream(theta)).sorted())
          .as("seed " + seed)
          .containsExactlyElementsOf(IntStream.range(0, examples).boxed().toList());
    }
  }

  @Test
  void dependsOnSeedAndShardAlone() {
    DataSplit split = new DataSplit(0.5, new SeedTree(1));

    assertThat(split.weightExamples(0, 50)).isEqualTo(split.weightExamples(0, 50));
    assertThat(split.weightExamples(0, 50)).isNotEqualTo(split.weightExamples(1, 50));
    assertThat(split.weightExamples(0, 50))
        .isNotEqualTo(new DataSplit(0.5, new SeedTree(2)).weightExamples(0, 50));
  }

  @Test
  void everyPositionIsAsLikelyAsTheNext() {
    int[] hits = new int[10];
    for (int seed = 0; seed < 2000; seed++) {
      for (int pick : new DataSplit(0.8, new SeedTree(seed)).thetaExamples(0, 10)) {
        hits[pick]++;
      }
    }
    // 2000 draws of probability 0.2: five standard deviations are 90.
    assertThat(Arrays.stream(hits).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(310, 490));
  }

  @Test
  void refusesAShareOutsideItsRange() {
    for (double share : new double[] {0, 1, -0.1, Double.NaN}) {
      assertThatThrownBy(() -> new DataSplit(share, new SeedTree(1)))
          .hasMessageContaining(String.valueOf(share));
    }
  }
}
