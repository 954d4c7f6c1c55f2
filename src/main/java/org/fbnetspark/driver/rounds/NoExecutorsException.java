package org.fbnetspark.driver.rounds;

/** A job that no executor has been there for, for longer than was to be waited. */
public final class NoExecutorsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A job that was given up.
   *
   * @param seconds that it has waited
   */
  public NoExecutorsException(long seconds) {
    super(
        "no executor has been there for "
            + seconds
            + " s; give the cluster workers with free cores and memory, or ask for less"
            + " (--executor-memory, spark.task.cpus). "
            + ExecutorWait.SETTING
            + " says how long to wait");
  }
}
