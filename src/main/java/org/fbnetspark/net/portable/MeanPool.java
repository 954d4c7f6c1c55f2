package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Mean over all positions of an example. */
final class MeanPool implements Layer {

  private long[] shape;

  @Override
  public INDArray forward(INDArray x) {
    shape = x.shape();
    return x.mean(true, 1, 2);
  }

  @Override
  public INDArray backward(INDArray dy) {
    return Nd4j.zeros(dy.dataType(), shape).addi(dy.div(shape[1] * shape[2]));
  }
}
