package org.fbnetspark.domain.space;

import java.util.Locale;

/**
 * What stands before the first cell (Liu et al., DARTS, arXiv 1806.09055, the authors' code). No
 * activation stands behind it: cells begin with theirs.
 */
public enum CellStem {
  /** One 3x3 convolution to three times the width of the first cell. */
  CIFAR,
  /**
   * Three 3x3 convolutions, each of which halves the map, to half of the width and twice to the
   * width. The first cell reads the last two of them.
   */
  IMAGENET;

  /** Name in configurations and files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
