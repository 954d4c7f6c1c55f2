package org.fbnetspark.driver.rounds;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.fbnetspark.executor.EngineThreads;

/**
 * How many tasks of a training share one process, and the memory that processes may take. Outside
 * of its heap JavaCPP lets a process grow to four times its heap; a container manager may allow
 * less, and so may the machine.
 *
 * @param number tasks at a time in one process
 * @param buffers for their buffers outside of the heap
 * @param heap of that process
 * @param driver heap of the driver; empty where it runs the tasks itself
 * @param processes that run tasks
 */
public record TaskSlots(
    int number, Room buffers, Room heap, Optional<Room> driver, Processes processes) {

  private static final String DRIVER_MEMORY = "spark.driver.memory";
  private static final String EXECUTOR_MEMORY = "spark.executor.memory";
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String TASK_CPUS = "spark.task.cpus";

  private static final int NATIVE_PER_HEAP = 3;

  /** Code, classes, stacks and network buffers of a JVM, which its container counts too. */
  private static final long JVM_BYTES = 256L << 20;

  /**
   * The processes that run tasks.
   *
   * @param number of them when the training was checked; more may come
   * @param cores of the largest
   * @param cpus cores that Spark keeps for a task
   * @param threads that an engine takes for a task
   */
  public record Processes(int number, int cores, int cpus, int threads) {

    /** A warning where tasks have more threads than cores. */
    Optional<String> oversubscription(boolean local) {
      if (threads <= (local ? Math.max(cpus, Runtime.getRuntime().availableProcessors()) : cpus)) {
        return Optional.empty();
      }
      String fewer =
          local
              ? "start with " + EngineThreads.VARIABLE + "=" + cpus
              : "set --conf spark.executorEnv." + EngineThreads.VARIABLE + "=" + cpus;
      return Optional.of(
          "warning: each task takes "
              + threads
              + " engine threads, but has "
              + cpus
              + (cpus == 1 ? " core" : " cores")
              + ", and threads that wait for a core spin; "
              + fewer
              + ", or give tasks the cores: --conf "
              + TASK_CPUS
              + "="
              + threads);
    }
  }

  /** Those of an application, once one executor answers. */
  public static TaskSlots of(JavaSparkContext spark, int shards) {
    SparkConf conf = spark.getConf();
    int cpus = conf.getInt(TASK_CPUS, 1);
    Room driver = driverHeap(conf, Runtime.getRuntime().maxMemory());
    if (spark.isLocal()) {
      int cores = spark.defaultParallelism();
      return new TaskSlots(
          slots(cores, cpus, shards),
          buffers(spark),
          driver,
          Optional.empty(),
          new Processes(1, cores, cpus, EngineThreads.here()));
    }
    Processes processes = processes(spark, cpus);
    return new TaskSlots(
        slots(processes.cores(), cpus, shards),
        buffers(spark),
        Room.of(executorHeap(conf), EXECUTOR_MEMORY),
        Optional.of(driver),
        processes);
  }

  /** What a process with tasks may take outside of its heap. */
  public static Room buffers(JavaSparkContext spark) {
    if (!spark.isLocal()) {
      SparkConf conf = spark.getConf();
      return buffers(conf, spark.master(), executorHeap(conf));
    }
    long own = Runtime.getRuntime().maxMemory();
    long rest = Math.max(0, machineBytes() - own);
    return rest < NATIVE_PER_HEAP * own
        ? new Room(rest, Optional.empty())
        : besideHeap(own, DRIVER_MEMORY);
  }

  private static long executorHeap(SparkConf conf) {
    return conf.getSizeAsBytes(EXECUTOR_MEMORY, "1g");
  }

  private static Room besideHeap(long heap, String key) {
    return new Room(NATIVE_PER_HEAP * heap, Optional.of(new Room.Source(key, NATIVE_PER_HEAP, 0)));
  }

  /** What a JVM tells of its heap is less than it was given, under some collectors. */
  private static Room driverHeap(SparkConf conf, long told) {
    long given = Math.max(told, conf.getSizeAsBytes(DRIVER_MEMORY, "1g"));
    return new Room(told, Optional.of(new Room.Source(DRIVER_MEMORY, (double) told / given, 0)));
  }

  /** The tighter of two limits: JavaCPP's, and that of a container. */
  static Room buffers(SparkConf conf, String master, long heap) {
    Room byHeap = besideHeap(heap, EXECUTOR_MEMORY);
    boolean contained = master.startsWith("yarn") || master.startsWith("k8s");
    long inContainer = Math.max(0, overhead(conf, heap) - JVM_BYTES);
    return contained && inContainer < byHeap.bytes()
        ? new Room(inContainer, Optional.of(new Room.Source(OVERHEAD, 1, JVM_BYTES)))
        : byHeap;
  }

  /**
   * Asks an executor. Parallelism over executors would not do: it is at least 2, and executors
   * register one after another.
   */
  private static Processes processes(JavaSparkContext spark, int cpus) {
    ShardJobs jobs = new ShardJobs(spark, "memory check");
    int threads =
        jobs.collect("wait for an executor", jobs.parts(1).map(new EngineThreads()), done -> {})
            .get(0);
    List<ExecutorSummary> executors = ExecutorWait.executors(spark);
    int cores =
        executors.stream()
            .mapToInt(ExecutorSummary::totalCores)
            .max()
            // Gone again since.
            .orElseGet(() -> Math.max(cpus, spark.getConf().getInt("spark.executor.cores", 1)));
    return new Processes(executors.size(), cores, cpus, threads);
  }

  private static int slots(int cores, int cpus, int shards) {
    return Math.max(1, Math.min(cores / cpus, shards));
  }

  /** What Spark asks for beside the heap: a tenth, at least 384 MB, where nothing else is set. */
  private static long overhead(SparkConf conf, long heap) {
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1);
    return conf.contains(OVERHEAD)
        ? conf.getSizeAsMb(OVERHEAD) << 20
        : Math.max(384L << 20, (long) (factor * heap));
  }

  private static long machineBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
