package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * One slice of the averaged model; the first one brings the results of the shards, too.
 *
 * <pre>mean[j] = (sum over shards s of examples[s] * value[s][j]) / (sum over shards of examples)
 * </pre>
 *
 * <p>Sums are taken in double precision in the order of the shards, never of arrival, so the bits
 * do not depend on where and when the shards were trained. The mean of equal vectors is that vector
 * to the last bit as long as fewer than 2^29 examples take part. Weighting by examples keeps a
 * shard that ran out of data from counting as much as a full one.
 */
public final class MeanSlice implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final int CHUNK = 1 << 11;

  private final int index;
  private final FloatBlock weights;
  private final FloatBlock momentum;
  private final List<ShardResult> results;

  private MeanSlice(int index, float[] weights, float[] momentum, List<ShardResult> results) {
    this.index = index;
    this.weights = FloatBlock.of(weights);
    this.momentum = FloatBlock.of(momentum);
    this.results = List.copyOf(results);
  }

  /**
   * Averages the same slice of every shard.
   *
   * @param slices at least one, in the order of their keys
   */
  public static MeanSlice of(Iterator<WeightSlice> slices) {
    List<WeightSlice> counted = new ArrayList<>();
    List<ShardResult> results = new ArrayList<>();
    WeightSlice slice = slices.next();
    while (true) {
      if (slice.result().examples() > 0) {
        counted.add(slice);
      }
      if (slice.index() == 0) {
        results.add(slice.result());
      }
      if (!slices.hasNext()) {
        return new MeanSlice(
            slice.index(),
            mean(counted, WeightSlice::weights),
            mean(counted, WeightSlice::momentum),
            results);
      }
      slice = next(slice, slices.next());
    }
  }

  private static WeightSlice next(WeightSlice before, WeightSlice slice) {
    if (before.index() != slice.index() || before.key().compareTo(slice.key()) >= 0) {
      throw new IllegalArgumentException(
          "Slice " + slice.key() + " cannot be added behind " + before.key());
    }
    return slice;
  }

  /** The sums of a few places at a time stay in the processor's cache. */
  private static float[] mean(List<WeightSlice> slices, Function<WeightSlice, FloatBlock> part) {
    long examples = slices.stream().mapToLong(slice -> slice.result().examples()).sum();
    float[] mean = new float[slices.isEmpty() ? 0 : part.apply(slices.get(0)).length()];
    double[] sums = new double[Math.min(CHUNK, mean.length)];
    for (int from = 0; from < mean.length; from += CHUNK) {
      int count = Math.min(CHUNK, mean.length - from);
      Arrays.fill(sums, 0);
      for (WeightSlice slice : slices) {
        part.apply(slice).addTo(sums, from, count, slice.result().examples());
      }
      for (int j = 0; j < count; j++) {
        mean[from + j] = (float) (sums[j] / examples);
      }
    }
    return mean;
  }

  /** Position among the slices of a vector. */
  public int index() {
    return index;
  }

  /** The mean of the weights, empty where no shard had examples; shared. */
  public float[] weights() {
    return weights.values();
  }

  /** The mean of the momentum, empty where no shard had examples or any to send; shared. */
  public float[] momentum() {
    return momentum.values();
  }

  /** Every shard's result in the order of the shards, in the first slice; none in the others. */
  public List<ShardResult> results() {
    return results;
  }
}
