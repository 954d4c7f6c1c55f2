package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Channels {@code (a1..ah, b1..bh)} become {@code (a1, b1, a2, b2, ..)}: seen as a matrix of groups
 * by channels of a group, the matrix is transposed.
 */
record ChannelShuffle(int groups) implements Layer {

  @Override
  public INDArray forward(INDArray x) {
    return transposed(x, groups);
  }

  @Override
  public INDArray backward(INDArray dy) {
    return transposed(dy, dy.size(3) / groups);
  }

  private static INDArray transposed(INDArray x, long rows) {
    long channels = x.size(3);
    return x.reshape('c', x.length() / channels, rows, channels / rows)
        .permute(0, 2, 1)
        .dup('c')
        .reshape('c', x.shape());
  }
}
