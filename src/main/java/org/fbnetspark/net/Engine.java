package org.fbnetspark.net;

/** Who computes a supernet. */
public enum Engine {
  /** oneDNN where its natives load, else the portable one. */
  AUTO,
  /** Fused layers on oneDNN. */
  ONEDNN,
  /** Plain ND4J ops, on every platform. */
  PORTABLE
}
