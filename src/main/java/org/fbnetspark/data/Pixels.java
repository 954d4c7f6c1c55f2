package org.fbnetspark.data;

import org.fbnetspark.domain.shape.ImageShape;

/** One decoded image: 8 bits a value, {@code [height][width][channel]}. The array is shared. */
public final class Pixels {

  private final ImageShape shape;
  private final byte[] values;

  /** Joins shape and values. */
  public Pixels(ImageShape shape, byte[] values) {
    if (values.length != shape.elements()) {
      throw new IllegalArgumentException(values.length + " values do not fill " + shape);
    }
    this.shape = shape;
    this.values = values;
  }

  /** Height, width and channels. */
  public ImageShape shape() {
    return shape;
  }

  /** The values, not copied. */
  public byte[] values() {
    return values;
  }

  /** The same picture with three channels, grey repeated. */
  public Pixels inColour() {
    if (shape.channels() == 3) {
      return this;
    }
    byte[] colour = new byte[values.length * 3];
    for (int i = 0; i < colour.length; i++) {
      colour[i] = values[i / 3];
    }
    return new Pixels(shape.withChannels(3), colour);
  }

  /** The largest centred window of this aspect ratio, in this size. */
  public Pixels resized(int height, int width) {
    if (shape.height() == height && shape.width() == width) {
      return this;
    }
    Resampler.Window window = Resampler.Window.centre(shape, (double) width / height, 1);
    return Resampler.resample(this, window, height, width);
  }
}
