package org.fbnetspark.domain.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ShuffleTest {

  private final List<Integer> bounds = new ArrayList<>();

  /** Takes the first place of those that are left. */
  private final RandomGenerator first =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          throw new AssertionError("only places are drawn");
        }

        @Override
        public int nextInt(int bound) {
          bounds.add(bound);
          return 0;
        }
      };

  @Test
  void everyPlaceIsDrawnOnceFromTheLastToTheSecond() {
    List<String> list = new ArrayList<>(List.of("a", "b", "c", "d"));
    Shuffle.of(list, first);
    assertThat(bounds).containsExactly(4, 3, 2);
    assertThat(list).containsExactly("b", "c", "d", "a");

    int[] array = {1, 2, 3, 4};
    Shuffle.of(array, first);
    assertThat(array).containsExactly(2, 3, 4, 1);
  }

  @Test
  void everyOrderIsAsLikely() {
    RandomGenerator random = new SeedTree(8).generator();
    int[] counts = new int[6];
    for (int n = 0; n < 60_000; n++) {
      int[] array = {0, 1, 2};
      Shuffle.of(array, random);
      counts[2 * array[0] + (array[1] > array[2] ? 1 : 0)]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(9_500, 10_500);
    }
  }
}
