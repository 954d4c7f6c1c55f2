package org.fbnetspark.domain.op;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The function behind the normalisations inside of an op. */
public enum Activation {
  /** {@code max(x, 0)}. */
  RELU(""),
  /** {@code min(max(x, 0), 6)} (Sandler et al., MobileNetV2, arXiv 1801.04381, Section 4). */
  RELU6("_r6"),
  /**
   * {@code x * relu6(x + 3) / 6} (Howard et al., MobileNetV3, arXiv 1905.02244, Section 5.2), as in
   * the later networks of the FBNet family.
   */
  HARD_SWISH("_hs");

  /** Matches the suffix of any of them, or none. */
  static final String SUFFIXES =
      Stream.of(values())
          .map(Activation::suffix)
          .filter(suffix -> !suffix.isEmpty())
          .collect(Collectors.joining("|", "(", ")?"));

  private final String suffix;

  Activation(String suffix) {
    this.suffix = suffix;
  }

  /** Name in configurations and choices. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it adds to the code of an op. */
  public String suffix() {
    return suffix;
  }

  /**
   * The activation of a suffix.
   *
   * @param suffix null for none
   */
  static Activation ofSuffix(String suffix) {
    return Stream.of(values())
        .filter(activation -> activation.suffix.equals(suffix == null ? "" : suffix))
        .findFirst()
        .orElseThrow();
  }
}
