package org.fbnetspark.domain.space;

import org.fbnetspark.domain.shape.ImageShape;

/** Strides of a chain of layers for images of another size than it was made for. */
public final class Strides {

  private Strides() {}

  /**
   * The strides of which the earliest are 1, as many as it takes until the last map has the wanted
   * sides or no stride is left.
   *
   * @param input shape of one input example
   * @param strides of every layer, from the input on
   * @param lastMap sides that the last map has at least
   * @return as many strides
   */
  public static int[] fitted(ImageShape input, int[] strides, int lastMap) {
    int[] fitted = strides.clone();
    int next = 0;
    while (next < fitted.length && lastSide(input, fitted) < lastMap) {
      fitted[next++] = 1;
    }
    return fitted;
  }

  private static int lastSide(ImageShape input, int[] strides) {
    ImageShape shape = input;
    for (int stride : strides) {
      shape = shape.strided(stride);
    }
    return Math.min(shape.height(), shape.width());
  }
}
