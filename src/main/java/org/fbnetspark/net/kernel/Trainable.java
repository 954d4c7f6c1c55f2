package org.fbnetspark.net.kernel;

/**
 * Parameters and their gradient.
 *
 * @param value the parameters
 * @param gradient of the loss with respect to each of them
 */
public record Trainable(NativeFloats value, NativeFloats gradient) {

  /** The same part of both. */
  public Trainable view(long offset, long length) {
    return new Trainable(value.view(offset, length), gradient.view(offset, length));
  }
}
