package org.fbnetspark.net;

/** Who computes a supernet. */
public enum Engine {
  /** oneDNN where its natives load and it runs the network, else the portable one. */
  AUTO,
  /** Fused layers on oneDNN, for chains and cells. */
  ONEDNN,
  /** Plain ND4J ops, on every platform and for every graph. */
  PORTABLE
}
