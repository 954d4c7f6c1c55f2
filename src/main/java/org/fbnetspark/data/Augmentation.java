package org.fbnetspark.data;

import java.io.Serializable;

/**
 * How training images are varied.
 *
 * @param crop how the window is chosen
 * @param padding black pixels added to each side before a {@link Crop#PADDED} crop
 * @param minArea smallest share of the picture that a {@link Crop#RESIZED} crop takes
 * @param flip whether half of the images are mirrored left to right
 * @param cutout side of a square whose centre is anywhere in the image and which is set to the mean
 *     of the training pixels (DeVries and Taylor 2017, arXiv 1708.04552); 0 for none
 */
public record Augmentation(Crop crop, int padding, double minArea, boolean flip, int cutout)
    implements Serializable {

  /** How the window is chosen. */
  public enum Crop {
    /** The centre: for evaluation. */
    CENTRE,
    /** A window of the same size in the padded image, as is usual for CIFAR. */
    PADDED,
    /** A window of random area and aspect ratio, resized, as is usual for ImageNet. */
    RESIZED
  }

  /** Images as they are, their centre where they are larger than asked for. */
  public static final Augmentation NONE = new Augmentation(Crop.CENTRE, 0, 1, false, 0);

  /** Rejects values without meaning. */
  public Augmentation {
    if (padding < 0 || padding > 1024) {
      throw new IllegalArgumentException("Padding must lie in 0..1024, but was " + padding);
    }
    if (!(minArea > 0 && minArea <= 1)) {
      throw new IllegalArgumentException("The least area must lie in (0, 1], but was " + minArea);
    }
    if (cutout < 0) {
      throw new IllegalArgumentException("Cutout must be at least 0, but was " + cutout);
    }
  }

  /** All of it for a person. */
  public String inWords() {
    String window =
        switch (crop) {
          case CENTRE -> "no crop";
          case PADDED -> "crops of images padded by " + padding;
          case RESIZED -> "resized crops of at least " + minArea + " of the area";
        };
    return window + (flip ? ", flips" : "") + (cutout > 0 ? ", cutout of " + cutout : "");
  }

  /** Padded crop and flip. */
  public static Augmentation padded(int padding) {
    return new Augmentation(Crop.PADDED, padding, 1, true, 0);
  }

  /** Random resized crop and flip, of at least this share of the picture. */
  public static Augmentation resized(double minArea) {
    return new Augmentation(Crop.RESIZED, 0, minArea, true, 0);
  }
}
