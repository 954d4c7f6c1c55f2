package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

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
   * Averages the same slice of every shard, holding one of them at a time.
   *
   * @param slices at least one, in the order of their keys
   */
  public static MeanSlice of(Iterator<WeightSlice> slices) {
    WeightSlice slice = slices.next();
    List<ShardResult> results = new ArrayList<>();
    double[] weights = new double[0];
    double[] momentum = new double[0];
    long examples = 0;
    while (true) {
      long count = slice.result().examples();
      if (count > 0) {
        weights = added(weights, slice.weights(), count);
        momentum = added(momentum, slice.momentum(), count);
        examples += count;
      }
      if (slice.index() == 0) {
        results.add(slice.result());
      }
      if (!slices.hasNext()) {
        return new MeanSlice(
            slice.index(), quotient(weights, examples), quotient(momentum, examples), results);
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

  private static double[] added(double[] before, FloatBlock vector, long count) {
    double[] sum = before.length == 0 ? new double[vector.length()] : before;
    vector.addTo(sum, count);
    return sum;
  }

  private static float[] quotient(double[] sum, long examples) {
    float[] mean = new float[sum.length];
    for (int j = 0; j < mean.length; j++) {
      mean[j] = (float) (sum[j] / examples);
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
