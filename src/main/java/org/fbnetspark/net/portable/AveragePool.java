package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Mean of each square window of odd side k over the places that lie within the map. */
final class AveragePool implements Layer {

  private final int kernel;
  private final int stride;
  private final int pad;
  private long[] inputSide;

  AveragePool(int kernel, int stride) {
    this.kernel = kernel;
    this.stride = stride;
    this.pad = kernel / 2;
  }

  @Override
  public INDArray forward(INDArray x) {
    inputSide = new long[] {x.size(1), x.size(2)};
    long[] outputSide = Windows.strided(inputSide, stride);
    INDArray padded = Windows.padded(x, inputSide, pad);
    Windows.part(padded, pad, pad, 1, inputSide).assign(x);
    INDArray sums = Windows.padded(x, outputSide, 0);
    for (int place = 0; place < kernel * kernel; place++) {
      sums.addi(part(padded, place, outputSide));
    }
    return sums.divi(counts(outputSide, x));
  }

  @Override
  public INDArray backward(INDArray dy) {
    long[] outputSide = {dy.size(1), dy.size(2)};
    INDArray share = dy.div(counts(outputSide, dy));
    INDArray spread = Windows.padded(dy, inputSide, pad);
    for (int place = 0; place < kernel * kernel; place++) {
      part(spread, place, outputSide).addi(share);
    }
    return Windows.part(spread, pad, pad, 1, inputSide).dup('c');
  }

  private INDArray part(INDArray padded, int place, long[] outputSide) {
    return Windows.part(padded, place / kernel, place % kernel, stride, outputSide);
  }

  /** Places of each window within the map. */
  private INDArray counts(long[] outputSide, INDArray like) {
    double[] counts = new double[(int) (outputSide[0] * outputSide[1])];
    for (int i = 0; i < counts.length; i++) {
      long row = i / outputSide[1];
      long column = i % outputSide[1];
      counts[i] = within(row, inputSide[0]) * within(column, inputSide[1]);
    }
    return Nd4j.createFromArray(counts)
        .castTo(like.dataType())
        .reshape('c', 1, outputSide[0], outputSide[1], 1);
  }

  private double within(long window, long side) {
    long first = Math.max(0, window * stride - pad);
    long last = Math.min(side - 1, window * stride + pad);
    return last - first + 1;
  }
}
