package org.fbnetspark.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeanSliceTest {

  private static final int SEEDS = 100;

  private static ShardResult result(int shard, long examples) {
    return new ShardResult(shard, examples, examples * 0.5, examples / 2, 1, true);
  }

  private static float[] vector(SplittableRandom random, int length) {
    float[] vector = new float[length];
    for (int i = 0; i < length; i++) {
      vector[i] = (float) (random.nextDouble() - 0.5) * (1 << random.nextInt(20));
    }
    return vector;
  }

  /** Cuts every shard's vectors, averages slice by slice in shuffled order, joins the means. */
  private static List<float[]> average(
      List<ShardResult> results,
      List<float[]> weights,
      List<float[]> momentum,
      int slices,
      long seed) {
    List<List<WeightSlice>> byIndex = new ArrayList<>();
    for (int i = 0; i < slices; i++) {
      byIndex.add(new ArrayList<>());
    }
    for (int shard = 0; shard < results.size(); shard++) {
      for (WeightSlice slice :
          WeightSlice.cut(results.get(shard), weights.get(shard), momentum.get(shard), slices)) {
        byIndex.get(slice.index()).add(slice);
      }
    }
    int length = weights.get(0).length;
    float[] meanWeights = new float[length];
    float[] meanMomentum = new float[length];
    for (int i = 0; i < slices; i++) {
      Collections.shuffle(byIndex.get(i), new Random(seed + i));
      MeanSlice mean = MeanSlice.of(i, byIndex.get(i));
      int from = WeightSlice.start(length, i, slices);
      System.arraycopy(mean.weights(), 0, meanWeights, from, mean.weights().length);
      System.arraycopy(mean.momentum(), 0, meanMomentum, from, mean.momentum().length);
    }
    return List.of(meanWeights, meanMomentum);
  }

  @Test
  void theOrderOfArrivalAndTheNumberOfSlicesDoNotChangeABit() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int shards = 1 + random.nextInt(9);
      int length = 1 + random.nextInt(200);
      List<ShardResult> results = new ArrayList<>();
      List<float[]> weights = new ArrayList<>();
      List<float[]> momentum = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        results.add(result(shard, 1 + random.nextInt(1000)));
        weights.add(vector(random, length));
        momentum.add(vector(random, length));
      }
      List<float[]> one = average(results, weights, momentum, 1, seed);
      List<float[]> many = average(results, weights, momentum, 1 + random.nextInt(12), seed + 1);
      assertThat(many.get(0)).as("seed %s", seed).containsExactly(one.get(0));
      assertThat(many.get(1)).as("seed %s", seed).containsExactly(one.get(1));
    }
  }

  @Test
  void theMeanOfEqualVectorsIsThatVectorToTheLastBit() {
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] vector = vector(random, 50);
      int shards = 1 + random.nextInt(16);
      List<WeightSlice> slices = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        slices.add(new WeightSlice(result(shard, 1 + random.nextInt(50_000)), 0, vector, vector));
      }
      MeanSlice mean = MeanSlice.of(0, slices);
      assertThat(mean.weights()).as("seed %s", seed).containsExactly(vector);
      assertThat(mean.momentum()).as("seed %s", seed).containsExactly(vector);
    }
  }

  @Test
  void shardsCountByTheirExamples() {
    MeanSlice mean =
        MeanSlice.of(
            0,
            List.of(
                new WeightSlice(result(1, 1), 0, new float[] {10}, new float[] {2}),
                new WeightSlice(result(0, 3), 0, new float[] {2}, new float[] {6})));
    assertThat(mean.weights()).containsExactly(4);
    assertThat(mean.momentum()).containsExactly(5);
  }

  @Test
  void aDroppedShardIsReportedButDoesNotEnter() {
    MeanSlice mean =
        MeanSlice.of(
            0,
            List.of(
                new WeightSlice(result(2, 8), 0, new float[] {1.5f}, new float[] {1}),
                new WeightSlice(ShardResult.dropped(0, 0.1), 0, new float[0], new float[0])));
    assertThat(mean.weights()).containsExactly(new float[] {1.5f}, offset(0f));
    assertThat(mean.results()).extracting(ShardResult::shard).containsExactly(0, 2);
    assertThat(mean.results()).extracting(ShardResult::finite).containsExactly(false, true);
  }

  @Test
  void withoutAnyExampleTheMeanIsEmpty() {
    MeanSlice mean =
        MeanSlice.of(
            0, List.of(new WeightSlice(ShardResult.dropped(0, 1), 0, new float[0], new float[0])));
    assertThat(mean.weights()).isEmpty();
    assertThat(mean.momentum()).isEmpty();
  }
}
