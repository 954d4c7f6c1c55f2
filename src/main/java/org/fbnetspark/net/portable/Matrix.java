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

  /** {@code a * b}. ND4J gives products in columns, so the transposed product is formed. */
  static INDArray product(INDArray a, INDArray b) {
    return b.transpose().mmul(a.transpose()).transpose();
  }
}
