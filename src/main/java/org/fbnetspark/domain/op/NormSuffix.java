package org.fbnetspark.domain.op;

/** What a normalisation without scale and shift adds to the code of an op. */
final class NormSuffix {

  static final String PLAIN = "_plain";

  private NormSuffix() {}

  static String of(boolean affine) {
    return affine ? "" : PLAIN;
  }
}
