package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * {@code y = relu6(x + 3) / 6}; the derivative at -3 and 3 is 0.
 *
 * <p>ND4J's function of that name has another slope.
 */
final class HardSigmoid implements Layer {

  private INDArray inside;

  @Override
  public INDArray forward(INDArray x) {
    inside = inside(x);
    return of(x);
  }

  @Override
  public INDArray backward(INDArray dy) {
    return dy.mul(inside).divi(6);
  }

  /** The values. */
  static INDArray of(INDArray x) {
    return Transforms.max(Transforms.min(x.add(3), 6), 0).divi(6);
  }

  /** 1 where the function rises, else 0. */
  static INDArray inside(INDArray x) {
    return x.gt(-3).castTo(x.dataType()).muli(x.lt(3).castTo(x.dataType()));
  }
}
