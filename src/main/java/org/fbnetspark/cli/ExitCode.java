package org.fbnetspark.cli;

/** How a command ends, for scripts and schedulers. */
public enum ExitCode {
  /** Done. */
  OK(0),
  /** The run began and failed. */
  FAILED(1),
  /** Options, configuration or Spark settings were refused before work began. */
  REFUSED(2),
  /** A data set, a table or a run directory is missing, damaged or of another experiment. */
  DATA_REFUSED(3);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number that the process returns. */
  public int code() {
    return code;
  }
}
