package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = x + inner(x)}. */
record Residual(Layer inner) implements Layer {

  @Override
  public INDArray forward(INDArray x) {
    return x.add(inner.forward(x));
  }

  @Override
  public INDArray backward(INDArray dy) {
    return dy.add(inner.backward(dy));
  }
}
