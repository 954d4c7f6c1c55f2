package org.fbnetspark.net;

/**
 * What one pass over a batch gives.
 *
 * @param meanLoss of the batch, from cross-entropies in natural logarithm
 * @param correct examples whose highest score is at their label
 * @param factorGradient see {@link Supernet#factorGradient}; empty where it was not asked for
 */
public record StepResult(double meanLoss, int correct, float[][] factorGradient) {}
