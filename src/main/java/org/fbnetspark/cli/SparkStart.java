package org.fbnetspark.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.driver.rounds.RoundDefaults;
import org.fbnetspark.run.JobRefusedException;

/** Starts Spark as spark-submit has set it up; outside of spark-submit, in this process. */
final class SparkStart {

  /** Of Spark, whose processes understand only their own version. */
  private static final String WANTED = "3.5";

  private SparkStart() {}

  /**
   * A context.
   *
   * @throws JobRefusedException where this is another Spark than the one that this program was
   *     built for, the master is none or does not answer
   */
  static JavaSparkContext start(String command) {
    return start(command, new SparkConf());
  }

  /** A context whose slots several runs share fairly. */
  static JavaSparkContext fair(String command) {
    return start(command, new SparkConf().setIfMissing("spark.scheduler.mode", "FAIR"));
  }

  private static JavaSparkContext start(String command, SparkConf own) {
    requireVersion(org.apache.spark.package$.MODULE$.SPARK_VERSION());
    SparkConf conf =
        RoundDefaults.in(
            own.setIfMissing("spark.app.name", "fbnet-spark " + command)
                .setIfMissing("spark.master", "local[*]"));
    try {
      return new JavaSparkContext(conf);
    } catch (Exception e) {
      // Of a master that does not answer Spark only says that its context has stopped, at length.
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new JobRefusedException(
          "Spark could not start on "
              + conf.get("spark.master")
              + " ("
              + why
              + "); check --master, and that the cluster answers and is Spark "
              + WANTED);
    }
  }

  static void requireVersion(String version) {
    if (!version.startsWith(WANTED + ".")) {
      throw new JobRefusedException(
          "This is Spark "
              + version
              + ", but fbnet-spark is built for Spark "
              + WANTED
              + "; start it by ./submit with SPARK_HOME set to one, or unset");
    }
  }
}
