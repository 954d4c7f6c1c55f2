package org.fbnetspark.domain.op;

import java.util.Locale;

/** The function behind the normalisations inside of an op. */
public enum Activation {
  /** {@code max(x, 0)}. */
  RELU(""),
  /**
   * {@code x * relu6(x + 3) / 6} (Howard et al., MobileNetV3, arXiv 1905.02244, Section 5.2), as in
   * the later networks of the FBNet family.
   */
  HARD_SWISH("_hs");

  private final String suffix;

  Activation(String suffix) {
    this.suffix = suffix;
  }

  /** Name in configurations and choices. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it adds to the code of an op. */
  String suffix() {
    return suffix;
  }
}
