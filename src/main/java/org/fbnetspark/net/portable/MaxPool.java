package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Largest value of each square window of odd side k; places outside of the map are never largest.
 * The derivative goes to the first largest value of a window, by rows.
 */
final class MaxPool implements Layer {

  private final int kernel;
  private final int stride;
  private final int pad;
  private long[] inputSide;

  /** For each window the place of its largest value. */
  private INDArray places;

  MaxPool(int kernel, int stride) {
    this.kernel = kernel;
    this.stride = stride;
    this.pad = kernel / 2;
  }

  @Override
  public INDArray forward(INDArray x) {
    inputSide = new long[] {x.size(1), x.size(2)};
    long[] outputSide = Windows.strided(inputSide, stride);
    INDArray padded = Windows.padded(x, inputSide, pad).assign(Double.NEGATIVE_INFINITY);
    Windows.part(padded, pad, pad, 1, inputSide).assign(x);
    INDArray largest = Windows.part(padded, 0, 0, stride, outputSide).dup('c');
    places = Nd4j.zeros(x.dataType(), largest.shape());
    for (int place = 1; place < kernel * kernel; place++) {
      INDArray values = part(padded, place, outputSide).dup('c');
      INDArray larger = values.gt(largest).castTo(x.dataType());
      places.addi(larger.mul(places.neg().addi(place)));
      largest = Transforms.max(largest, values, false);
    }
    return largest;
  }

  @Override
  public INDArray backward(INDArray dy) {
    long[] outputSide = {dy.size(1), dy.size(2)};
    INDArray spread = Windows.padded(dy, inputSide, pad);
    for (int place = 0; place < kernel * kernel; place++) {
      INDArray here = places.eq(place).castTo(dy.dataType());
      part(spread, place, outputSide).addi(here.muli(dy));
    }
    return Windows.part(spread, pad, pad, 1, inputSide).dup('c');
  }

  private INDArray part(INDArray padded, int place, long[] outputSide) {
    return Windows.part(padded, place / kernel, place % kernel, stride, outputSide);
  }
}
