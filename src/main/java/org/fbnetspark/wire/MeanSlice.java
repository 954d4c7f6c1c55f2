package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * One slice of the averaged model, and the results of the shards in it.
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
  private final float[] weights;
  private final float[] momentum;
  private final List<ShardResult> results;

  private MeanSlice(int index, float[] weights, float[] momentum, List<ShardResult> results) {
    this.index = index;
    this.weights = weights;
    this.momentum = momentum;
    this.results = results;
  }

  /** Averages the same slice of every shard, given in any order. */
  public static MeanSlice of(int index, Iterable<WeightSlice> slices) {
    List<WeightSlice> ordered =
        StreamSupport.stream(slices.spliterator(), false)
            .sorted(Comparator.comparingInt((WeightSlice s) -> s.result().shard()))
            .toList();
    List<WeightSlice> counted = ordered.stream().filter(s -> s.result().examples() > 0).toList();
    return new MeanSlice(
        index,
        mean(counted, counted.stream().map(WeightSlice::weights).toList()),
        mean(counted, counted.stream().map(WeightSlice::momentum).toList()),
        ordered.stream().map(WeightSlice::result).toList());
  }

  private static float[] mean(List<WeightSlice> slices, List<float[]> vectors) {
    if (slices.isEmpty()) {
      return new float[0];
    }
    double[] sum = new double[vectors.get(0).length];
    long examples = 0;
    for (int i = 0; i < vectors.size(); i++) {
      float[] vector = vectors.get(i);
      long count = slices.get(i).result().examples();
      examples += count;
      for (int j = 0; j < sum.length; j++) {
        sum[j] += (double) count * vector[j];
      }
    }
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
    return weights;
  }

  /** The mean of the momentum, empty where no shard had examples; shared. */
  public float[] momentum() {
    return momentum;
  }

  /** Every shard's result in the order of the shards. */
  public List<ShardResult> results() {
    return results;
  }
}
