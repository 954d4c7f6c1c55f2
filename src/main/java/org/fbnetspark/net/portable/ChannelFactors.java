package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code y = x * factors(x)}: each channel of an example times a factor of its own.
 *
 * <p>Squeeze and excitation is this with {@code factors} from the means over positions.
 */
final class ChannelFactors implements Layer {

  private final Layer inner;
  private INDArray x;
  private INDArray factors;

  /** Takes a layer that gives {@code [example, 1, 1, channel]}. */
  ChannelFactors(Layer inner) {
    this.inner = inner;
  }

  @Override
  public INDArray forward(INDArray input) {
    x = input;
    factors = inner.forward(x);
    return x.mul(factors);
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray factorGradient = dy.mul(x).sum(true, 1, 2);
    return dy.mul(factors).addi(inner.backward(factorGradient));
  }
}
