package org.fbnetspark.net.portable;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolution with one filter a channel, a square window of odd side k whose places are a dilation
 * d apart, padded by d * (k / 2) on each side: for each place (u, v) of the window, the input moved
 * to that place times its weight.
 *
 * <p>ND4J's own op for it takes a hundred times longer where ND4J is built without oneDNN.
 */
final class DepthwiseConv implements Layer {

  private final Parameter weight;
  private final int kernel;
  private final int stride;
  private final int dilation;
  private final int pad;
  private INDArray padded;
  private long[] inputSide;

  /** Takes a weight of {@code [channel, k, k]}. */
  DepthwiseConv(Parameter weight, int stride, int dilation) {
    this.weight = weight;
    this.kernel = (int) weight.value().size(1);
    this.stride = stride;
    this.dilation = dilation;
    this.pad = dilation * (kernel / 2);
  }

  @Override
  public INDArray forward(INDArray x) {
    inputSide = new long[] {x.size(1), x.size(2)};
    padded = Windows.padded(x, inputSide, pad);
    Windows.part(padded, pad, pad, 1, inputSide).assign(x);
    long[] outputSide = Windows.strided(inputSide, stride);
    INDArray y = Nd4j.zeros(x.dataType(), x.size(0), outputSide[0], outputSide[1], x.size(3));
    INDArray share = y.like();
    for (int u = 0; u < kernel; u++) {
      for (int v = 0; v < kernel; v++) {
        y.addi(place(u, v, outputSide).mul(at(weight.value(), u, v), share));
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
    INDArray spread = Windows.padded(dy, inputSide, pad);
    Windows.part(spread, pad, pad, stride, outputSide).assign(dy);
    INDArray dx = Nd4j.zeros(dy.dataType(), dy.size(0), inputSide[0], inputSide[1], dy.size(3));
    INDArray inputShare = dx.like();
    INDArray weightShare = dy.like();
    for (int u = 0; u < kernel; u++) {
      for (int v = 0; v < kernel; v++) {
        weightShare.assign(place(u, v, outputSide)).muli(dy);
        at(weight.gradient(), u, v).addi(weightShare.sum(0, 1, 2).reshape(1, 1, 1, dy.size(3)));
        INDArray moved =
            Windows.part(spread, 2 * pad - dilation * u, 2 * pad - dilation * v, 1, inputSide);
        dx.addi(moved.mul(at(weight.value(), u, v), inputShare));
      }
    }
    return dx;
  }

  /** What place (u, v) of the window saw. */
  private INDArray place(int u, int v, long[] outputSide) {
    return Windows.part(padded, dilation * u, dilation * v, stride, outputSide);
  }

  private static INDArray at(INDArray filters, int u, int v) {
    return filters.get(all(), point(u), point(v)).reshape(1, 1, 1, filters.size(0));
  }
}
