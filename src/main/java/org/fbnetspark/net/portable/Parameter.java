package org.fbnetspark.net.portable;

import org.fbnetspark.net.SgdStep;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trainable tensor, the gradient that backward passes add up, the updater's momentum, and what a
 * normalisation remembers beside its gamma (the mean) and beta (the variance). Each has memory of
 * its own: in views of longer vectors ND4J 1.0.0-M2.1 gets some intervals wrong.
 */
record Parameter(INDArray value, INDArray gradient, INDArray momentum, INDArray statistics)
    implements AutoCloseable {

  /** Zeros. */
  static Parameter zeros(DataType precision, long... shape) {
    return new Parameter(
        Nd4j.zeros(precision, shape),
        Nd4j.zeros(precision, shape),
        Nd4j.zeros(precision, shape),
        Nd4j.zeros(precision, shape));
  }

  /** The same parameter with other axes. */
  Parameter as(long... shape) {
    return new Parameter(
        value.reshape('c', shape),
        gradient.reshape('c', shape),
        momentum.reshape('c', shape),
        statistics.reshape('c', shape));
  }

  /** One step along the gradient. */
  void step(SgdStep sgd) {
    momentum.muli(sgd.momentum()).addi(gradient).addi(value.mul(sgd.weightDecay()));
    value.subi(momentum.mul(sgd.learningRate()));
  }

  @Override
  public void close() {
    value.close();
    gradient.close();
    momentum.close();
    statistics.close();
  }
}
