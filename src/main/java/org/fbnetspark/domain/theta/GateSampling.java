package org.fbnetspark.domain.theta;

/** Who shares a draw of gates. The paper does not say; re-implementations differ. */
public enum GateSampling {
  /** One draw for all examples of a batch. */
  PER_BATCH,
  /** A draw of its own for every example. */
  PER_EXAMPLE
}
