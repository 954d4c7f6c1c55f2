package org.fbnetspark.net.fused.kernel;

/**
 * Parameters, their gradient, and what normalisations remember beside them.
 *
 * @param value the parameters
 * @param gradient of the loss with respect to each of them
 * @param statistics at the place of a normalisation's scale its mean, at that of its shift its
 *     variance; nothing elsewhere
 */
public record Trainable(NativeFloats value, NativeFloats gradient, NativeFloats statistics) {

  /** The same part of each. */
  public Trainable view(long offset, long length) {
    return new Trainable(
        value.view(offset, length), gradient.view(offset, length), statistics.view(offset, length));
  }
}
