package org.fbnetspark.domain.shape;

import java.io.Serializable;

/**
 * Height, width and channels of one example, in the order of memory (NHWC without N).
 *
 * <p>A sequence is an image of height 1, so 1-D convolution cells need no second type.
 */
public record ImageShape(int height, int width, int channels) implements Serializable {

  /** Rejects a shape without elements. */
  public ImageShape {
    if (height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "A shape needs positive sides, but was " + height + "x" + width + "x" + channels);
    }
  }

  /** Number of positions, height times width. */
  public long positions() {
    return (long) height * width;
  }

  /** Number of values, positions times channels. */
  public long elements() {
    return positions() * channels;
  }

  /**
   * The shape after a window moved with this stride under "same" padding: sides divided, rounded
   * up.
   */
  public ImageShape strided(int stride) {
    return new ImageShape((height + stride - 1) / stride, (width + stride - 1) / stride, channels);
  }

  /** Whether it has the channels of another shape and sides that are no longer. */
  public boolean within(ImageShape other) {
    return height <= other.height && width <= other.width && channels == other.channels;
  }

  /** The same positions with other channels. */
  public ImageShape withChannels(int newChannels) {
    return new ImageShape(height, width, newChannels);
  }

  @Override
  public String toString() {
    return height + "x" + width + "x" + channels;
  }
}
