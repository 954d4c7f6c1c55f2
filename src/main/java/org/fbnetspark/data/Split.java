package org.fbnetspark.data;

import java.util.Locale;
import java.util.Optional;

/** The two parts of a data set. The training part is divided once more by {@link DataSplit}. */
public enum Split {
  /** To search and to train with. */
  TRAIN,
  /** To measure accuracy with. */
  TEST;

  /** The split that a folder of this name usually holds. */
  public static Optional<Split> ofFolder(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Optional.of(TRAIN);
      case "test", "testing", "val", "valid", "validation" -> Optional.of(TEST);
      default -> Optional.empty();
    };
  }

  /** The name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
