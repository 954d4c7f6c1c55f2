package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** 0 at every position that the stride steps on. */
final class Nothing implements Layer {

  private final int stride;
  private long[] shape;

  Nothing(int stride) {
    this.stride = stride;
  }

  @Override
  public INDArray forward(INDArray x) {
    shape = x.shape();
    return Windows.padded(x, Windows.strided(new long[] {shape[1], shape[2]}, stride), 0);
  }

  @Override
  public INDArray backward(INDArray dy) {
    return Nd4j.zeros(dy.dataType(), shape);
  }
}
