package org.fbnetspark.net;

/**
 * What one pass over a batch gives.
 *
 * @param meanLoss mean cross-entropy (natural logarithm) over the batch
 * @param correct examples whose highest score is at their label
 * @param gateGradient see {@link Supernet#gateGradient}; empty where it was not asked for
 */
public record StepResult(double meanLoss, int correct, float[][] gateGradient) {}
