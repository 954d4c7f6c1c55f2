package org.fbnetspark.net.portable;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;

/**
 * Convolution with one filter a channel, a square window of odd side k, padded by k / 2 on each
 * side: for each place (u, v) of the window, the input moved to that place times its weight.
 *
 * <p>ND4J's own op for it takes a hundred times longer where ND4J is built without oneDNN.
 */
final class DepthwiseConv implements Layer {

  private final Parameter weight;
  private final int kernel;
  private final int stride;
  private INDArray padded;
  private long[] inputSide;

  /** Takes a weight of {@code [channel, k, k]}. */
  DepthwiseConv(Parameter weight, int stride) {
    this.weight = weight;
    this.kernel = (int) weight.value().size(1);
    this.stride = stride;
  }

  @Override
  public INDArray forward(INDArray x) {
    inputSide = new long[] {x.size(1), x.size(2)};
    padded = paddedZeros(x);
    int pad = kernel / 2;
    part(padded, pad, pad, 1, inputSide).assign(x);
    long[] outputSide = Arrays.stream(inputSide).map(s -> (s + stride - 1) / stride).toArray();
    INDArray y = Nd4j.zeros(x.dataType(), x.size(0), outputSide[0], outputSide[1], x.size(3));
    INDArray share = y.like();
    for (int u = 0; u < kernel; u++) {
      for (int v = 0; v < kernel; v++) {
        y.addi(part(padded, u, v, stride, outputSide).mul(at(weight.value(), u, v), share));
      }
    }
    return y;
  }

  /**
   * The gradient of the input is found as the output was: {@code dy} is spread to the positions
   * that its windows stood at and moved the other way.
   */
  @Override
  public INDArray backward(INDArray dy) {
    long[] outputSide = {dy.size(1), dy.size(2)};
    int pad = kernel / 2;
    INDArray spread = paddedZeros(dy);
    part(spread, pad, pad, stride, outputSide).assign(dy);
    INDArray dx = Nd4j.zeros(dy.dataType(), dy.size(0), inputSide[0], inputSide[1], dy.size(3));
    INDArray inputShare = dx.like();
    INDArray weightShare = dy.like();
    for (int u = 0; u < kernel; u++) {
      for (int v = 0; v < kernel; v++) {
        weightShare.assign(part(padded, u, v, stride, outputSide)).muli(dy);
        at(weight.gradient(), u, v).addi(weightShare.sum(0, 1, 2).reshape(1, 1, 1, dy.size(3)));
        INDArray moved = part(spread, 2 * pad - u, 2 * pad - v, 1, inputSide);
        dx.addi(moved.mul(at(weight.value(), u, v), inputShare));
      }
    }
    return dx;
  }

  private INDArray paddedZeros(INDArray like) {
    return Nd4j.zeros(
        like.dataType(),
        like.size(0),
        inputSide[0] + kernel - 1,
        inputSide[1] + kernel - 1,
        like.size(3));
  }

  /** Every {@code step}-th position from (row, column) on, {@code sides} of them; a view. */
  private static INDArray part(INDArray array, int row, int column, int step, long[] sides) {
    return array.get(all(), steps(row, step, sides[0]), steps(column, step, sides[1]), all());
  }

  /** ND4J takes two positions where a step above 1 should give one. */
  private static INDArrayIndex steps(int first, int step, long count) {
    return count == 1
        ? interval(first, first + 1)
        : interval(first, step, first + step * (count - 1) + 1);
  }

  private static INDArray at(INDArray filters, int u, int v) {
    return filters.get(all(), point(u), point(v)).reshape(1, 1, 1, filters.size(0));
  }
}
