package org.fbnetspark.driver.rounds;

import org.apache.spark.api.java.JavaSparkContext;

/** Work on Spark that has ended: the program was told to stop, or the cluster gave it up. */
public final class SparkStoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private SparkStoppedException(String master) {
    super(
        "Spark has stopped: this program was ended, or "
            + master
            + " does not answer or has given it up; check --master, and what Spark says above");
  }

  /**
   * Looks whether Spark still runs.
   *
   * @throws SparkStoppedException where it does not
   */
  public static void throwIf(JavaSparkContext spark) {
    if (spark.sc().isStopped()) {
      throw new SparkStoppedException(spark.master());
    }
  }
}
