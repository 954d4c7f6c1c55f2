package org.fbnetspark.net.fused.kernel;

import org.fbnetspark.domain.shape.ImageShape;

/** Extent of a tensor in memory: examples, rows, columns, channels, the channel being innermost. */
public record NhwcShape(int batch, int height, int width, int channels) {

  /** A batch of examples of a shape. */
  public static NhwcShape of(int batch, ImageShape example) {
    return new NhwcShape(batch, example.height(), example.width(), example.channels());
  }

  /** Rows of the tensor seen as a matrix of positions by channels. */
  public long positions() {
    return (long) batch * height * width;
  }

  /** Number of values. */
  public long elements() {
    return positions() * channels;
  }

  /** The same positions with other channels. */
  public NhwcShape withChannels(int newChannels) {
    return new NhwcShape(batch, height, width, newChannels);
  }

  /** A single position for each example. */
  public NhwcShape pooled() {
    return new NhwcShape(batch, 1, 1, channels);
  }

  long[] dims() {
    return new long[] {batch, channels, height, width};
  }

  /** Floats from one example, channel, row and column to the next, where nothing lies between. */
  public long[] strides() {
    return new long[] {(long) height * width * channels, 1, (long) width * channels, channels};
  }

  @Override
  public String toString() {
    return batch + "x" + height + "x" + width + "x" + channels;
  }
}
