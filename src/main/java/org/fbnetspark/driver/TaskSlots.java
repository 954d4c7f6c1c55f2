package org.fbnetspark.driver;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/**
 * How many tasks of a search share one process, and the memory that process may take outside of its
 * heap: JavaCPP lets a process grow to four times its heap; a container manager may allow less, and
 * so may the machine.
 *
 * @param number tasks at a time in one process
 * @param bytes memory for their buffers
 * @param memoryKey setting that raises it
 */
record TaskSlots(int number, long bytes, String memoryKey) {

  private static final int NATIVE_PER_HEAP = 3;

  /** What Spark calls the driver among the executors. */
  private static final String DRIVER = "driver";

  static TaskSlots of(JavaSparkContext spark, int shards) {
    SparkConf conf = spark.getConf();
    int cpus = conf.getInt("spark.task.cpus", 1);
    if (spark.isLocal()) {
      long heap = Runtime.getRuntime().maxMemory();
      long rest = Math.max(0, machineBytes() - heap);
      return new TaskSlots(
          slots(spark.defaultParallelism(), cpus, shards),
          Math.min(rest, NATIVE_PER_HEAP * heap),
          "spark.driver.memory");
    }
    int coresEach = coresOfLargest(spark);
    long heap = conf.getSizeAsBytes("spark.executor.memory", "1g");
    boolean contained = spark.master().startsWith("yarn") || spark.master().startsWith("k8s");
    int number = slots(coresEach, cpus, shards);
    return contained
        ? new TaskSlots(number, overhead(conf, heap), "spark.executor.memoryOverhead")
        : new TaskSlots(number, NATIVE_PER_HEAP * heap, "spark.executor.memory");
  }

  /**
   * Cores of the largest executor. Parallelism over executors would not do: it is at least 2, and
   * executors register one after another.
   */
  private static int coresOfLargest(JavaSparkContext spark) {
    ShardJobs jobs = new ShardJobs(spark, "memory check");
    jobs.collect("wait for an executor", jobs.parts(1), done -> {});
    return JavaConverters.seqAsJavaList(spark.sc().statusStore().executorList(true)).stream()
        .filter(executor -> !executor.id().equals(DRIVER))
        .mapToInt(ExecutorSummary::totalCores)
        .max()
        .orElseThrow();
  }

  private static int slots(int cores, int cpus, int shards) {
    return Math.max(1, Math.min(cores / cpus, shards));
  }

  /** What Spark asks for beside the heap: a tenth, at least 384 MB, where nothing else is set. */
  private static long overhead(SparkConf conf, long heap) {
    return conf.contains("spark.executor.memoryOverhead")
        ? conf.getSizeAsMb("spark.executor.memoryOverhead") << 20
        : Math.max(384L << 20, heap / 10);
  }

  private static long machineBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
