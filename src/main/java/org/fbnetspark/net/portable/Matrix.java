package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Matrices in rows, as the memory of NHWC tensors has them. */
final class Matrix {

  private Matrix() {}

  /** Positions of all examples by channels. */
  static INDArray rows(INDArray tensor) {
    long channels = tensor.size(tensor.rank() - 1);
    return tensor.reshape('c', tensor.length() / channels, channels);
  }
}
