package org.fbnetspark.profile;

/** Number format that a network is run in. */
public enum Dtype {
  /** Single precision. */
  FP32("fp32"),
  /** Weights and activations of 8 bits. */
  INT8("int8");

  private final String code;

  Dtype(String code) {
    this.code = code;
  }

  /** Name in tables. */
  public String code() {
    return code;
  }
}
