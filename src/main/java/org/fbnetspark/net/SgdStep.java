package org.fbnetspark.net;

import java.io.Serializable;

/**
 * Settings of one step of stochastic gradient descent.
 *
 * @param learningRate step size
 * @param momentum share of the last step's direction that is kept
 * @param weightDecay factor of the weights that is added to their gradient
 * @param labelSmoothing share of each label that all classes divide
 * @param dropout of what the classifier reads
 */
public record SgdStep(
    double learningRate,
    double momentum,
    double weightDecay,
    double labelSmoothing,
    Dropout dropout)
    implements Serializable {

  /** A step without label smoothing and dropout. */
  public SgdStep(double learningRate, double momentum, double weightDecay) {
    this(learningRate, momentum, weightDecay, 0, Dropout.NONE);
  }
}
