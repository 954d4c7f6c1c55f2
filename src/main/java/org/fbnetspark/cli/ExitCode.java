package org.fbnetspark.cli;

/** How a command ends, for scripts and schedulers. */
public enum ExitCode {
  /** Done. */
  OK(0, "done"),
  /** The run began and failed. */
  FAILED(1, "the run began and failed"),
  /** Nothing was trained. */
  REFUSED(
      2, "options, configuration, Spark settings or run directory refused; nothing was trained"),
  /** Nothing was done, or it was undone. */
  DATA_REFUSED(3, "a file or data set is missing, damaged or not what it should be"),
  /** All is written. */
  TARGET_MISSED(4, "the search is done, but its architecture misses the target; all is written");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The number that the process returns. */
  public int code() {
    return code;
  }

  /** What it says, in the help text. */
  public String meaning() {
    return meaning;
  }
}
