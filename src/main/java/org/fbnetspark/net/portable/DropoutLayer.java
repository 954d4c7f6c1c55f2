package org.fbnetspark.net.portable;

import org.fbnetspark.net.Dropout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Multiplies by the factors of {@link Dropout} while there is one, else the identity. */
final class DropoutLayer implements Layer {

  private final DropoutSource source;
  private INDArray factors;

  DropoutLayer(DropoutSource source) {
    this.source = source;
  }

  @Override
  public INDArray forward(INDArray x) {
    Dropout dropout = source.dropout();
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
    return source.dropout().active() ? dy.mul(factors) : dy;
  }
}
