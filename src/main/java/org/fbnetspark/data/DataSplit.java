package org.fbnetspark.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.random.SeedTree;

/**
 * Which training examples train the weights and which train theta (FBNet, Section 3.3: 80 % and 20
 * %). Decided shard by shard from the seed, so it does not depend on who reads the shard.
 *
 * @param weightShare share of each shard that trains the weights, in (0, 1)
 * @param seeds decide who goes where
 */
public record DataSplit(double weightShare, SeedTree seeds) implements Serializable {

  /** Rejects a share that leaves one side empty by definition. */
  public DataSplit {
    if (!(weightShare > 0 && weightShare < 1)) {
      throw new IllegalArgumentException(
          "The weight split's share must lie between 0 and 1, but was " + weightShare);
    }
  }

  /**
   * Positions in a shard that train the weights, ascending.
   *
   * @param shard index of the shard among the training shards
   * @param examples its size
   */
  public int[] weightExamples(int shard, int examples) {
    int[] order = order(shard, examples);
    int[] picks = Arrays.copyOf(order, weightCount(examples));
    Arrays.sort(picks);
    return picks;
  }

  /** Positions in a shard that train theta, ascending: those that do not train the weights. */
  public int[] thetaExamples(int shard, int examples) {
    int[] order = order(shard, examples);
    int[] picks = Arrays.copyOfRange(order, weightCount(examples), examples);
    Arrays.sort(picks);
    return picks;
  }

  private int weightCount(int examples) {
    return (int) Math.round(weightShare * examples);
  }

  private int[] order(int shard, int examples) {
    RandomGenerator random = seeds.child("split").child(shard).generator();
    int[] order = new int[examples];
    for (int i = 0; i < examples; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
