package org.fbnetspark.net.fused.kernel;

/**
 * Parameters, their gradient, and what normalisations remember beside them.
 *
 * @param value the parameters
 * @param gradient of the loss with respect to each of them
 * @param statistics of the normalisations whose scales and shifts are among them
 * @param place of the first parameter in the statistics
 */
public record Trainable(
    NativeFloats value, NativeFloats gradient, Statistics statistics, long place) {

  /** The same part of each. */
  public Trainable view(long offset, long length) {
    return new Trainable(
        value.view(offset, length), gradient.view(offset, length), statistics, place + offset);
  }

  /** Other values and gradients of the same normalisation. */
  public Trainable with(NativeFloats otherValue, NativeFloats otherGradient) {
    return new Trainable(otherValue, otherGradient, statistics, place);
  }
}
