package org.fbnetspark.net;

import java.io.Serializable;

/**
 * Settings of one step of stochastic gradient descent.
 *
 * @param learningRate step size
 * @param momentum share of the last step's direction that is kept
 * @param weightDecay factor of the weights that is added to their gradient
 */
public record SgdStep(double learningRate, double momentum, double weightDecay)
    implements Serializable {}
