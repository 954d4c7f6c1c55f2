package org.fbnetspark.net.fused.kernel;

/**
 * Parameters, their gradient, and what normalisations remember beside them.
 *
 * @param value the parameters
 * @param gradient of the loss with respect to each of them, or to those that are computed together
 * @param statistics of the normalisations whose scales and shifts are among them
 * @param place of the first parameter in the statistics
 */
public record Trainable(
    NativeFloats value, NativeFloats gradient, Statistics statistics, long place) {

  /** The same part of each. */
  public Trainable view(long offset, long length) {
    return view(offset, length, offset, length);
  }

  /** A part of the parameters whose gradient lies elsewhere in theirs. */
  public Trainable view(long offset, long length, long gradientOffset, long gradientLength) {
    return new Trainable(
        value.view(offset, length),
        gradient.view(gradientOffset, gradientLength),
        statistics,
        place + offset);
  }

  /** Other values and gradients of the same normalisation. */
  public Trainable with(NativeFloats otherValue, NativeFloats otherGradient) {
    return new Trainable(otherValue, otherGradient, statistics, place);
  }
}
