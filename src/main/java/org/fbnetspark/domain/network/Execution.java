package org.fbnetspark.domain.network;

/** Which parts of a network an engine computes under their factors, and what it keeps of them. */
public enum Execution {

  /** All of them, by any factors; all weights are trained. */
  MIXED,

  /**
   * Those whose factor is not 0; what has no part in a step is not trained in it: its weights and
   * their momentum stay as they are, to the bit. Branches that exclude each other lie in the same
   * memory. For the gradient of their factors the others are evaluated on the way back, one at a
   * time, and nothing of them is kept.
   *
   * <p>Source: Cai, Zhu, Han, ProxylessNAS (arXiv 1812.00332), Section 3.2 and the authors' code.
   */
  ONE_PATH,

  /** As {@link #ONE_PATH}, with memory of its own for each branch: what the others are held to. */
  ALL_PATHS;

  /** Whether parts whose factor is 0 are left out. */
  public boolean drawn() {
    return this != MIXED;
  }
}
