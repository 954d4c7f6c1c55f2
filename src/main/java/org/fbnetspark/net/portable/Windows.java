package org.fbnetspark.net.portable;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;

/** Maps seen from the places of a window that moves over them. */
final class Windows {

  private Windows() {}

  /** Zeros with the examples and channels of an array, and these sides plus a margin all around. */
  static INDArray padded(INDArray like, long[] sides, int margin) {
    return Nd4j.zeros(
        like.dataType(), like.size(0), sides[0] + 2 * margin, sides[1] + 2 * margin, like.size(3));
  }

  /** Every {@code step}-th position from (row, column) on, {@code sides} of them; a view. */
  static INDArray part(INDArray array, int row, int column, int step, long[] sides) {
    return part(array, new int[] {row, column}, new int[] {step, step}, sides);
  }

  /** The same with a step of its own for rows and columns. */
  static INDArray part(INDArray array, int[] first, int[] steps, long[] sides) {
    return array.get(
        all(), steps(first[0], steps[0], sides[0]), steps(first[1], steps[1], sides[1]), all());
  }

  /** Sides of what a window with this stride leaves of a map, padded so that stride 1 keeps it. */
  static long[] strided(long[] sides, int stride) {
    return new long[] {(sides[0] + stride - 1) / stride, (sides[1] + stride - 1) / stride};
  }

  /** ND4J takes two positions where a step above 1 should give one. */
  private static INDArrayIndex steps(int first, int step, long count) {
    return count == 1
        ? interval(first, first + 1)
        : interval(first, step, first + step * (count - 1) + 1);
  }
}
