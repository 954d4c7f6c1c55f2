package org.fbnetspark.config;

import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.DataSettings;

/** Reads {@code data.*}. */
final class DataSection {

  private final Keys keys;

  DataSection(Keys keys) {
    this.keys = keys;
  }

  DataSettings read() {
    return new DataSettings(
        keys.optionalText("data.path"),
        keys.number("data.weight-share", Range.aboveUpTo(0, Math.nextDown(1.0))),
        new Augmentation(
            keys.named("data.augmentation.crop", Augmentation.Crop.class),
            keys.integer("data.augmentation.padding", Range.between(0, 1024)),
            keys.number("data.augmentation.min-area", Range.aboveUpTo(0, 1)),
            keys.truth("data.augmentation.flip")));
  }
}
