package org.fbnetspark.driver.rounds;

import org.apache.spark.SparkConf;

/** Settings of Spark that suit rounds, each where a user has none of their own. */
public final class RoundDefaults {

  private static final String PIECE = "spark.broadcast.blockSize";

  private RoundDefaults() {}

  /** Bytes of a piece of a broadcast, where a user has set no others. */
  public static long pieceBytes() {
    return in(new SparkConf(false)).getSizeAsBytes(PIECE);
  }

  /** Adds them. */
  public static SparkConf in(SparkConf conf) {
    if (conf.get("spark.master", "").startsWith("local")) {
      // Such a process would take itself for dead, and hang, when a laptop has slept.
      conf.setIfMissing("spark.storage.blockManagerHeartbeatTimeoutMs", "365d");
    }
    // Trained weights look like noise to a compressor; it would take more time than a round.
    return conf.setIfMissing("spark.shuffle.compress", "false")
        .setIfMissing("spark.shuffle.spill.compress", "false")
        .setIfMissing("spark.broadcast.compress", "false")
        // It tells after a failure whose disk it was, and takes as long as writing.
        .setIfMissing("spark.shuffle.checksum.enabled", "false")
        // Of what is broadcast as well: sockets check what they carry.
        .setIfMissing("spark.broadcast.checksum", "false")
        // Else each task writes a file for each slice, and all of them a second time into one.
        .setIfMissing("spark.shuffle.sort.bypassMergeThreshold", "1")
        // A model is many of Spark's pieces of 4 MB, each of which is asked for and found anew.
        .setIfMissing(PIECE, "16m")
        // A heap that grows is collected at each step of its growth, for most of the first rounds.
        .setIfMissing("spark.executor.extraJavaOptions", "-Xms" + executorHeap(conf) + "m");
  }

  private static long executorHeap(SparkConf conf) {
    return conf.getSizeAsMb("spark.executor.memory", "1g");
  }
}
