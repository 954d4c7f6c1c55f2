package org.fbnetspark.driver;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How many tasks of a search share one process, and the memory that process may take outside of its
 * heap. JavaCPP allows native buffers as much as the heap.
 *
 * @param number tasks at a time in one process
 * @param bytes memory for their buffers
 * @param memoryKey setting that raises it
 */
record TaskSlots(int number, long bytes, String memoryKey) {

  static TaskSlots of(JavaSparkContext spark, int shards) {
    SparkConf conf = spark.getConf();
    int cpus = conf.getInt("spark.task.cpus", 1);
    int cores = spark.defaultParallelism();
    if (spark.isLocal()) {
      return new TaskSlots(
          slots(cores, cpus, shards), Runtime.getRuntime().maxMemory(), "spark.driver.memory");
    }
    int executors = Math.max(1, spark.sc().getExecutorMemoryStatus().size() - 1);
    int coresEach = conf.getInt("spark.executor.cores", Math.max(1, cores / executors));
    return new TaskSlots(
        slots(coresEach, cpus, shards),
        conf.getSizeAsBytes("spark.executor.memory", "1g"),
        "spark.executor.memory");
  }

  private static int slots(int cores, int cpus, int shards) {
    return Math.max(1, Math.min(cores / cpus, shards));
  }
}
