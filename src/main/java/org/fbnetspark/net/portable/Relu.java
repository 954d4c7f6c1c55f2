package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = max(x, 0)}; the derivative at 0 is 0. */
final class Relu implements Layer {

  private INDArray positive;

  @Override
  public INDArray forward(INDArray x) {
    positive = x.gt(0).castTo(x.dataType());
    return x.mul(positive);
  }

  @Override
  public INDArray backward(INDArray dy) {
    return dy.mul(positive);
  }
}
