package org.fbnetspark.net.portable;

import org.fbnetspark.net.Dropout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Multiplies by the factors of {@link Dropout} while there is one, else the identity. */
final class DropoutNode implements Node {

  private Dropout dropout = Dropout.NONE;
  private INDArray factors;

  void use(Dropout newDropout) {
    dropout = newDropout;
  }

  @Override
  public INDArray forward(INDArray x) {
    if (!dropout.active()) {
      return x;
    }
    factors =
        Nd4j.createFromArray(dropout.factors((int) x.length()))
            .castTo(x.dataType())
            .reshape('c', x.shape());
    return x.mul(factors);
  }

  @Override
  public INDArray backward(INDArray dy) {
    return dropout.active() ? dy.mul(factors) : dy;
  }
}
