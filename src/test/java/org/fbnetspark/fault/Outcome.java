package org.fbnetspark.fault;

/** How a disturbed job ended. */
enum Outcome {
  /** To its end, with what it gives undisturbed. */
  WENT_ON("went on"),
  /** It said how to go on, and so it went on, to the same end. */
  RESUMED("stopped, resumed"),
  /** Before anything was done, and it said why. */
  REFUSED("refused"),
  /** Not possible on this machine. */
  SKIPPED("skipped"),
  /** Other bits, no end, no word of what to do. */
  FAILED("FAILED");

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
