package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The part of one shard's trained weights and momentum that one reducer averages. A shard with
 * nothing to add sends slices without values, so that its result still arrives.
 *
 * <p>The arrays are shared, not copied: a slice is written once and then serialised.
 */
public final class WeightSlice implements Serializable {

  private static final long serialVersionUID = 1L;

  private final ShardResult result;
  private final int index;
  private final float[] weights;
  private final float[] momentum;

  /**
   * Joins the parts.
   *
   * @param result whose slice this is, and how many examples it stands for
   * @param index position among the slices of a vector
   * @param weights the slice of the weights
   * @param momentum the same slice of the momentum
   */
  public WeightSlice(ShardResult result, int index, float[] weights, float[] momentum) {
    if (weights.length != momentum.length) {
      throw new IllegalArgumentException(
          "Slice "
              + index
              + " has "
              + weights.length
              + " weights but "
              + momentum.length
              + " momenta");
    }
    this.result = result;
    this.index = index;
    this.weights = weights;
    this.momentum = momentum;
  }

  /**
   * Cuts two vectors into slices of nearly equal length.
   *
   * @param slices how many, at least 1; the average does not depend on it
   */
  public static List<WeightSlice> cut(
      ShardResult result, float[] weights, float[] momentum, int slices) {
    List<WeightSlice> cut = new ArrayList<>(slices);
    for (int i = 0; i < slices; i++) {
      int from = start(weights.length, i, slices);
      int to = start(weights.length, i + 1, slices);
      cut.add(
          new WeightSlice(
              result,
              i,
              Arrays.copyOfRange(weights, from, to),
              Arrays.copyOfRange(momentum, from, to)));
    }
    return cut;
  }

  /** First position of a slice in the whole vector. */
  public static int start(int length, int index, int slices) {
    return (int) ((long) length * index / slices);
  }

  /** The shard's result, the same in all of its slices. */
  public ShardResult result() {
    return result;
  }

  /** Position among the slices of a vector. */
  public int index() {
    return index;
  }

  /** The slice of the weights; shared. */
  public float[] weights() {
    return weights;
  }

  /** The slice of the momentum; shared. */
  public float[] momentum() {
    return momentum;
  }
}
