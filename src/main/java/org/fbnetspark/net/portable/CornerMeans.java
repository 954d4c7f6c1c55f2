package org.fbnetspark.net.portable;

import org.fbnetspark.domain.op.AuxiliaryHead;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Means of the four windows that {@link AuxiliaryHead} leaves of a map. */
final class CornerMeans implements Layer {

  private static final long[] LEFT = {AuxiliaryHead.SIDE, AuxiliaryHead.SIDE};

  private long[] inputSide;

  @Override
  public INDArray forward(INDArray x) {
    inputSide = new long[] {x.size(1), x.size(2)};
    INDArray sums = Windows.padded(x, LEFT, 0);
    for (int row = 0; row < window(0); row++) {
      for (int column = 0; column < window(1); column++) {
        sums.addi(part(x, row, column));
      }
    }
    return sums.divi(window(0) * window(1));
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray share = dy.div(window(0) * window(1));
    INDArray dx = Windows.padded(dy, inputSide, 0);
    for (int row = 0; row < window(0); row++) {
      for (int column = 0; column < window(1); column++) {
        part(dx, row, column).addi(share);
      }
    }
    return dx;
  }

  private int window(int axis) {
    return AuxiliaryHead.window((int) inputSide[axis]);
  }

  private INDArray part(INDArray x, int row, int column) {
    int[] steps = {
      AuxiliaryHead.stride((int) inputSide[0]), AuxiliaryHead.stride((int) inputSide[1])
    };
    return Windows.part(x, new int[] {row, column}, steps, LEFT);
  }
}
