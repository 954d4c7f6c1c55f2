package org.fbnetspark.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Starts Spark as spark-submit has set it up; outside of spark-submit, in this process. */
final class SparkStart {

  private SparkStart() {}

  static JavaSparkContext start(String command) {
    SparkConf conf =
        new SparkConf()
            .setIfMissing("spark.app.name", "fbnet-spark " + command)
            .setIfMissing("spark.master", "local[*]")
            // Trained weights look like noise to a compressor; it would take more time than a
            // round.
            .setIfMissing("spark.shuffle.compress", "false")
            .setIfMissing("spark.shuffle.spill.compress", "false")
            .setIfMissing("spark.broadcast.compress", "false");
    return new JavaSparkContext(conf);
  }
}
