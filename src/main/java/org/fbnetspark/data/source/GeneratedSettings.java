package org.fbnetspark.data.source;

/**
 * What images to generate.
 *
 * @param classes number of classes, 2 to 40
 * @param side height and width
 * @param train images to train with
 * @param test images to test with
 */
public record GeneratedSettings(int classes, int side, int train, int test) {

  /** Rejects what cannot be drawn. */
  public GeneratedSettings {
    if (classes < 2 || classes > GeneratedPicture.MAX_CLASSES) {
      throw new IllegalArgumentException(
          "Generated images have 2 to "
              + GeneratedPicture.MAX_CLASSES
              + " classes, but "
              + classes
              + " were asked for");
    }
    if (side < 8 || side > 1024) {
      throw new IllegalArgumentException(
          "Generated images have a side of 8 to 1024, but " + side + " was asked for");
    }
    if (train < classes || test < 0) {
      throw new IllegalArgumentException(
          "Generated data needs an image for each class, but " + train + " were asked for");
    }
  }
}
