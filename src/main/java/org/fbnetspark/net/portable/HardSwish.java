package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = x * relu6(x + 3) / 6}; the derivative at -3 is 0 and at 3 is 1. */
final class HardSwish implements Layer {

  private INDArray x;

  @Override
  public INDArray forward(INDArray input) {
    x = input;
    return x.mul(HardSigmoid.of(x));
  }

  /** The product rule. */
  @Override
  public INDArray backward(INDArray dy) {
    return x.mul(HardSigmoid.inside(x)).divi(6).addi(HardSigmoid.of(x)).muli(dy);
  }
}
