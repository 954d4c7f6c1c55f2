package org.fbnetspark.profile;

import java.util.Locale;

/** Number format in which a network computes. */
public enum Dtype {
  /** Single precision throughout. */
  FP32,
  /** Activations and weights in 8 bits, sums in 32. */
  INT8;

  /** Name in latency tables and configurations. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
