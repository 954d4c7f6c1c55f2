package org.fbnetspark.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.driver.rounds.RoundDefaults;
import org.fbnetspark.run.JobRefusedException;

/** Starts Spark as spark-submit has set it up; outside of spark-submit, in this process. */
final class SparkStart {

  private SparkStart() {}

  /**
   * A context.
   *
   * @throws JobRefusedException where the master is none or does not answer
   */
  static JavaSparkContext start(String command) {
    SparkConf conf =
        RoundDefaults.in(new SparkConf())
            .setIfMissing("spark.app.name", "fbnet-spark " + command)
            .setIfMissing("spark.master", "local[*]");
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
              + "); check --master, and that the cluster answers");
    }
  }
}
