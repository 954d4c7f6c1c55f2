package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every second row and column from one on; behind the last ones of the map stands 0. */
final class EveryOther implements Layer {

  private static final int STEP = 2;

  private final int first;
  private long[] inputSide;

  /** Begins with this row and column, 0 or 1. */
  EveryOther(int first) {
    this.first = first;
  }

  @Override
  public INDArray forward(INDArray x) {
    inputSide = new long[] {x.size(1), x.size(2)};
    INDArray extended = extended(x);
    Windows.part(extended, 0, 0, 1, inputSide).assign(x);
    return kept(extended).dup('c');
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray extended = extended(dy);
    kept(extended).assign(dy);
    return Windows.part(extended, 0, 0, 1, inputSide).dup('c');
  }

  private INDArray kept(INDArray extended) {
    return Windows.part(extended, first, first, STEP, Windows.strided(inputSide, STEP));
  }

  private INDArray extended(INDArray like) {
    return Nd4j.zeros(
        like.dataType(), like.size(0), inputSide[0] + first, inputSide[1] + first, like.size(3));
  }
}
