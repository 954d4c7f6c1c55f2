package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@code y = min(max(x, 0), 6)}; the derivative at 0 and 6 is 0. */
final class Relu6 implements Layer {

  private INDArray inside;

  @Override
  public INDArray forward(INDArray x) {
    inside = x.gt(0).castTo(x.dataType()).muli(x.lt(6).castTo(x.dataType()));
    return Transforms.max(Transforms.min(x, 6), 0);
  }

  @Override
  public INDArray backward(INDArray dy) {
    return dy.mul(inside);
  }
}
