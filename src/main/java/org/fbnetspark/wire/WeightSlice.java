package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.train.Weights;

/**
 * The part of one shard's trained weights and momentum that one reducer averages. A shard with
 * nothing to add sends slices without values, so that its result still arrives.
 *
 * <p>The arrays are shared, not copied.
 */
public final class WeightSlice implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Bytes of weights and momentum that are worth a task of their own. */
  private static final long LEAST_BYTES = 64 << 10;

  /** Bytes that a slice has at most; each is a task, whose start takes as long as reading these. */
  private static final long MOST_BYTES = 8 << 20;

  /** Bytes of the same slice of all shards, which come together in memory to be averaged. */
  private static final long MOST_TOGETHER = 64 << 20;

  private final ShardResult result;
  private final int index;
  private final FloatBlock weights;
  private final FloatBlock momentum;

  /**
   * Joins the parts.
   *
   * @param result whose slice this is, and how many examples it stands for
   * @param index position among the slices of a vector
   * @param weights the slice of the weights
   * @param momentum the same slice of the momentum; empty where none is sent
   */
  public WeightSlice(ShardResult result, int index, FloatBlock weights, FloatBlock momentum) {
    if (momentum.length() > 0 && weights.length() != momentum.length()) {
      throw new IllegalArgumentException(
          "Slice "
              + index
              + " has "
              + weights.length()
              + " weights but "
              + momentum.length()
              + " momenta");
    }
    this.result = result;
    this.index = index;
    this.weights = weights;
    this.momentum = momentum;
  }

  /**
   * Slices that vectors of this length are cut into: one for each slot where that leaves them large
   * enough; where they would be too large, as many more for each slot, so that none has to wait for
   * another.
   *
   * @param length of the weights, and of the momentum
   * @param shards whose slices are averaged
   * @param slots tasks at a time
   */
  public static int count(int length, int shards, int slots) {
    long bytes = 2L * Float.BYTES * length;
    long most = Math.max(LEAST_BYTES, Math.min(MOST_BYTES, MOST_TOGETHER / Math.max(1, shards)));
    long fewest = (bytes + most - 1) / most;
    long each = (fewest + slots - 1) / slots;
    return (int) Math.max(1, each > 1 ? each * slots : Math.min(slots, bytes / LEAST_BYTES));
  }

  /**
   * Cuts a shard's vectors into slices of nearly equal length.
   *
   * @param momentum whether it is sent too
   * @param slices how many, at least 1; the average does not depend on it
   */
  public static Stream<WeightSlice> cut(
      ShardResult result, Weights trained, boolean momentum, int slices) {
    return IntStream.range(0, slices)
        .mapToObj(
            i -> {
              int from = start(trained.length(), i, slices);
              int to = start(trained.length(), i + 1, slices);
              return new WeightSlice(
                  result,
                  i,
                  FloatBlock.of(trained.values(), from, to),
                  momentum
                      ? FloatBlock.of(trained.momentum(), from, to)
                      : FloatBlock.of(new float[0]));
            });
  }

  /** First position of a slice in the whole vector. */
  public static int start(int length, int index, int slices) {
    return (int) ((long) length * index / slices);
  }

  /** Its place among the slices of all shards. */
  public SliceKey key() {
    return new SliceKey(index, result.shard());
  }

  /** The shard's result, the same in all of its slices. */
  public ShardResult result() {
    return result;
  }

  /** Position among the slices of a vector. */
  public int index() {
    return index;
  }

  /** The slice of the weights. */
  public FloatBlock weights() {
    return weights;
  }

  /** The slice of the momentum, empty where none is sent. */
  public FloatBlock momentum() {
    return momentum;
  }
}
