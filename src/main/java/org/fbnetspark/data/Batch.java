package org.fbnetspark.data;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * Examples ready for a training step: normalised, augmented, in the order of memory of the engine.
 *
 * <p>The arrays are shared, not copied: a batch lives for one step on one thread.
 */
public final class Batch {

  private final ImageShape shape;
  private final float[] images;
  private final int[] labels;

  /**
   * Joins images and labels.
   *
   * @param shape shape of one example
   * @param images {@code [example][height][width][channel]}, flattened
   * @param labels class of each example
   */
  public Batch(ImageShape shape, float[] images, int[] labels) {
    if (images.length != Math.multiplyExact(shape.elements(), (long) labels.length)) {
      throw new IllegalArgumentException(
          labels.length + " examples of " + shape + " do not fill " + images.length + " values");
    }
    this.shape = shape;
    this.images = images;
    this.labels = labels;
  }

  /** Shape of one example. */
  public ImageShape shape() {
    return shape;
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /** Pixels, NHWC. */
  public float[] images() {
    return images;
  }

  /** Class of each example. */
  public int[] labels() {
    return labels;
  }
}
