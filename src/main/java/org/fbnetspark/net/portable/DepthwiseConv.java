package org.fbnetspark.net.portable;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolution with one filter a channel, a square window of odd side k, padded by k / 2 on each
 * side: for each place (u, v) of the window, the input moved to that place times its weight.
 *
 * <p>ND4J's own op for it takes a hundred times longer where ND4J is built without oneDNN.
 */
final class DepthwiseConv implements Node {

  private final Parameter weight;
  private final int kernel;
  private final int stride;
  private INDArray padded;
  private long[] inputShape;

  /** Takes a weight of {@code [channel, k, k]}. */
  DepthwiseConv(Parameter weight, int stride) {
    this.weight = weight;
    this.kernel = (int) weight.value().size(1);
    this.stride = stride;
  }

  @Override
  public INDArray forward(INDArray x) {
    inputShape = x.shape();
    padded = paddedZeros(x);
    inner(padded).assign(x);
    INDArray y = Nd4j.zeros(x.dataType(), x.size(0), outputSide(1), outputSide(2), x.size(3));
    INDArray share = y.like();
    for (int u = 0; u < kernel; u++) {
      for (int v = 0; v < kernel; v++) {
        y.addi(moved(padded, u, v).mul(at(weight.value(), u, v), share));
      }
    }
    return y;
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray dx = paddedZeros(dy);
    INDArray share = dy.like();
    for (int u = 0; u < kernel; u++) {
      for (int v = 0; v < kernel; v++) {
        moved(padded, u, v).mul(dy, share);
        at(weight.gradient(), u, v).addi(share.sum(0, 1, 2).reshape(1, 1, 1, dy.size(3)));
        moved(dx, u, v).addi(dy.mul(at(weight.value(), u, v), share));
      }
    }
    return inner(dx).dup('c');
  }

  private long outputSide(int axis) {
    return (inputShape[axis] + stride - 1) / stride;
  }

  private INDArray paddedZeros(INDArray like) {
    return Nd4j.zeros(
        like.dataType(),
        inputShape[0],
        inputShape[1] + kernel - 1,
        inputShape[2] + kernel - 1,
        inputShape[3]);
  }

  private INDArray inner(INDArray array) {
    int pad = kernel / 2;
    return array.get(
        all(), interval(pad, pad + inputShape[1]), interval(pad, pad + inputShape[2]), all());
  }

  /** The values that place (u, v) of the window meets, one for each position of the output. */
  private INDArray moved(INDArray array, int u, int v) {
    return array.get(
        all(),
        interval(u, stride, u + stride * (outputSide(1) - 1) + 1),
        interval(v, stride, v + stride * (outputSide(2) - 1) + 1),
        all());
  }

  private static INDArray at(INDArray filters, int u, int v) {
    return filters.get(all(), point(u), point(v)).reshape(1, 1, 1, filters.size(0));
  }
}
