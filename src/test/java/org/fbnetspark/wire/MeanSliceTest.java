package org.fbnetspark.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.fbnetspark.domain.train.Weights;
import org.junit.jupiter.api.Test;

class MeanSliceTest {

  private static final int SEEDS = 100;

  private static ShardResult result(int shard, long examples) {
    return new ShardResult(shard, examples, examples * 0.5, examples / 2, 1, true);
  }

  /** The last round of an epoch is shorter, and some shards have no more by then. */
  @Test
  void stepsAreThoseOfTheShardThatMadeMost() {
    List<ShardResult> results =
        List.of(result(0, 96), result(1, 72), result(2, 0), ShardResult.dropped(3, 1));
    assertThat(ShardResult.steps(results, 24)).isEqualTo(4);
    assertThat(ShardResult.steps(List.of(ShardResult.dropped(3, 1)), 24)).isZero();
  }

  private static float[] vector(SplittableRandom random, int length) {
    float[] vector = new float[length];
    for (int i = 0; i < length; i++) {
      vector[i] = (float) (random.nextDouble() - 0.5) * (1 << random.nextInt(20));
    }
    return vector;
  }

  private static FloatBlock block(float... values) {
    return FloatBlock.of(values);
  }

  private static MeanSlice mean(WeightSlice... slices) {
    return MeanSlice.of(List.of(slices).iterator());
  }

  /** Cuts every shard's vectors, brings the slices into order, averages them, joins the means. */
  private static List<float[]> average(
      List<ShardResult> results,
      List<float[]> weights,
      List<float[]> momentum,
      int slices,
      long seed) {
    List<WeightSlice> arrived = new ArrayList<>();
    for (int shard = 0; shard < results.size(); shard++) {
      Weights trained = new Weights(weights.get(shard), momentum.get(shard));
      WeightSlice.cut(results.get(shard), trained, true, slices).forEach(arrived::add);
    }
    Collections.shuffle(arrived, new Random(seed));
    arrived.sort(Comparator.comparing(WeightSlice::key));
    int length = weights.get(0).length;
    float[] meanWeights = new float[length];
    float[] meanMomentum = new float[length];
    for (int i = 0; i < slices; i++) {
      MeanSlice mean =
          MeanSlice.of(arrived.subList(i * results.size(), (i + 1) * results.size()).iterator());
      assertThat(mean.results()).isEqualTo(i == 0 ? results : List.of());
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
        slices.add(
            new WeightSlice(
                result(shard, 1 + random.nextInt(50_000)),
                0,
                FloatBlock.of(vector),
                FloatBlock.of(vector)));
      }
      MeanSlice mean = MeanSlice.of(slices.iterator());
      assertThat(mean.weights()).as("seed %s", seed).containsExactly(vector);
      assertThat(mean.momentum()).as("seed %s", seed).containsExactly(vector);
    }
  }

  @Test
  void shardsCountByTheirExamples() {
    MeanSlice mean =
        mean(
            new WeightSlice(result(0, 3), 0, block(2), block(6)),
            new WeightSlice(result(1, 1), 0, block(10), block(2)));
    assertThat(mean.weights()).containsExactly(4);
    assertThat(mean.momentum()).containsExactly(5);
  }

  @Test
  void aDroppedShardIsReportedButDoesNotEnter() {
    MeanSlice mean =
        mean(
            new WeightSlice(ShardResult.dropped(0, 0.1), 0, block(), block()),
            new WeightSlice(result(2, 8), 0, block(1.5f), block(1)));
    assertThat(mean.weights()).containsExactly(new float[] {1.5f}, offset(0f));
    assertThat(mean.results()).extracting(ShardResult::shard).containsExactly(0, 2);
    assertThat(mean.results()).extracting(ShardResult::finite).containsExactly(false, true);
  }

  @Test
  void withoutAnyExampleTheMeanIsEmpty() {
    MeanSlice mean = mean(new WeightSlice(ShardResult.dropped(0, 1), 0, block(), block()));
    assertThat(mean.weights()).isEmpty();
    assertThat(mean.momentum()).isEmpty();
  }

  @Test
  void slicesOutOfOrderAreRefused() {
    WeightSlice first = new WeightSlice(result(0, 1), 0, block(0), block(0));
    WeightSlice second = new WeightSlice(result(1, 1), 0, block(0), block(0));
    WeightSlice elsewhere = new WeightSlice(result(2, 1), 1, block(0), block(0));
    assertThatThrownBy(() -> mean(second, first)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> mean(first, first)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> mean(first, elsewhere)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void momentumThatIsNotSentDoesNotComeBack() {
    Weights trained = new Weights(new float[] {1, 2, 3}, new float[] {4, 5, 6});
    List<WeightSlice> slices = WeightSlice.cut(result(0, 2), trained, false, 2).toList();
    assertThat(slices.get(1).weights().values()).containsExactly(2, 3);
    assertThat(mean(slices.get(1)).weights()).containsExactly(2, 3);
    assertThat(mean(slices.get(1)).momentum()).isEmpty();
  }

  @Test
  void slicesAreNeitherTinyNorHuge() {
    assertThat(WeightSlice.count(0, 64, 64)).isEqualTo(1);
    assertThat(WeightSlice.count(1_000, 64, 64)).isEqualTo(1);
    assertThat(WeightSlice.count(80_000, 64, 64)).isEqualTo(9);
    assertThat(WeightSlice.count(80_000, 4, 4)).isEqualTo(4);
    // 160 MB of weights and momentum in slices of 8 MiB, 20 of them, as many for each slot.
    assertThat(WeightSlice.count(20_000_000, 4, 4)).isEqualTo(20);
    assertThat(WeightSlice.count(20_000_000, 4, 3)).isEqualTo(21);
    // Slices of 512 shards, of at most 128 KiB each, come together.
    assertThat(WeightSlice.count(20_000_000, 512, 512)).isEqualTo(1_536);
    assertThat(WeightSlice.count(Integer.MAX_VALUE, 1, 1)).isEqualTo(2_048);
  }
}
