package org.fbnetspark.config;

import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.DataSettings;

/** Reads {@code data.*}, and augmentations wherever they are. */
final class DataSection {

  private final Keys keys;

  DataSection(Keys keys) {
    this.keys = keys;
  }

  DataSettings read() {
    return new DataSettings(
        keys.optionalPath("data.path"),
        keys.number("data.weight-share", Range.aboveBelow(0, 1)),
        augmentation("data.augmentation"));
  }

  /** The augmentation under a path. */
  Augmentation augmentation(String path) {
    return new Augmentation(
        keys.named(path + ".crop", Augmentation.Crop.class),
        keys.integer(path + ".padding", Range.between(0, 1024)),
        keys.number(path + ".min-area", Range.aboveUpTo(0, 1)),
        keys.truth(path + ".flip"),
        keys.integer(path + ".cutout", Range.between(0, 1024)));
  }
}
