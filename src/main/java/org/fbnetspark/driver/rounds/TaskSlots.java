package org.fbnetspark.driver.rounds;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;

/**
 * How many tasks of a training share one process, and the memory that processes may take. Outside
 * of its heap JavaCPP lets a process grow to four times its heap; a container manager may allow
 * less, and so may the machine.
 *
 * @param number tasks at a time in one process
 * @param buffers for their buffers outside of the heap
 * @param heap of that process
 * @param driver heap of the driver; empty where it runs the tasks itself
 */
public record TaskSlots(int number, Room buffers, Room heap, Optional<Room> driver) {

  private static final String DRIVER_MEMORY = "spark.driver.memory";
  private static final String EXECUTOR_MEMORY = "spark.executor.memory";

  /**
   * Memory for something.
   *
   * @param bytes that there are
   * @param key setting that raises them
   */
  public record Room(long bytes, String key) {}

  private static final int NATIVE_PER_HEAP = 3;

  public static TaskSlots of(JavaSparkContext spark, int shards) {
    SparkConf conf = spark.getConf();
    int cpus = conf.getInt("spark.task.cpus", 1);
    long own = Runtime.getRuntime().maxMemory();
    Room driver = new Room(own, DRIVER_MEMORY);
    if (spark.isLocal()) {
      long rest = Math.max(0, machineBytes() - own);
      return new TaskSlots(
          slots(spark.defaultParallelism(), cpus, shards),
          new Room(Math.min(rest, NATIVE_PER_HEAP * own), DRIVER_MEMORY),
          driver,
          Optional.empty());
    }
    long heap = conf.getSizeAsBytes(EXECUTOR_MEMORY, "1g");
    boolean contained = spark.master().startsWith("yarn") || spark.master().startsWith("k8s");
    return new TaskSlots(
        slots(coresOfLargest(spark), cpus, shards),
        contained
            ? new Room(overhead(conf, heap), "spark.executor.memoryOverhead")
            : new Room(NATIVE_PER_HEAP * heap, EXECUTOR_MEMORY),
        new Room(heap, EXECUTOR_MEMORY),
        Optional.of(driver));
  }

  /**
   * Cores of the largest executor. Parallelism over executors would not do: it is at least 2, and
   * executors register one after another.
   */
  private static int coresOfLargest(JavaSparkContext spark) {
    ShardJobs jobs = new ShardJobs(spark, "memory check");
    jobs.collect("wait for an executor", jobs.parts(1), done -> {});
    return ExecutorWait.executors(spark).stream()
        .mapToInt(ExecutorSummary::totalCores)
        .max()
        // Gone again since.
        .orElseGet(() -> spark.getConf().getInt("spark.executor.cores", 1));
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
