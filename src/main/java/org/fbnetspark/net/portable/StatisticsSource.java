package org.fbnetspark.net.portable;

/** Where the normalisations of one network take mean and variance from. */
final class StatisticsSource {

  private boolean kept;

  /** Whether from what they remember; else from the batch. */
  boolean kept() {
    return kept;
  }

  void keep(boolean newKept) {
    kept = newKept;
  }
}
