package org.fbnetspark.data;

import java.util.Locale;

/** The two parts of a data set. The training part is divided once more by {@link DataSplit}. */
public enum Split {
  /** To search and to train with. */
  TRAIN,
  /** To measure accuracy with. */
  TEST;

  /** The name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
