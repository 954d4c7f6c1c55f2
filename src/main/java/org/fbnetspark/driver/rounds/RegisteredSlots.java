package org.fbnetspark.driver.rounds;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Task slots of an application. Executors register one by one, so a number that is new counts once
 * it has not changed for a while, or is what was asked for.
 */
public final class RegisteredSlots {

  private static final long POLL_MILLIS = 100;
  private static final int STEADY_POLLS = 50;

  /** Of a wait that is longer a person is told. */
  private static final int QUIET_POLLS = 50;

  /** How long Spark itself would wait for what was asked for. */
  private static final String LONGEST = "spark.scheduler.maxRegisteredResourcesWaitingTime";

  private static final String RATIO = "spark.scheduler.minRegisteredResourcesRatio";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";
  private static final String MOST_EXECUTORS = "spark.dynamicAllocation.maxExecutors";
  private static final String EXECUTORS = "spark.executor.instances";
  private static final String EXECUTOR_CORES = "spark.executor.cores";
  private static final String CORES = "spark.cores.max";

  /** What no more registered after; who times next in the same application need not wait again. */
  private static final Map<String, Integer> STEADY = new ConcurrentHashMap<>();

  private final String application;
  private final SparkConf conf;
  private final String master;
  private final boolean local;
  private final IntSupplier registered;
  private final Pause pause;

  /** Lets time pass. */
  interface Pause {
    void millis(long millis) throws InterruptedException;
  }

  /**
   * What was asked for.
   *
   * @param slots task slots
   * @param by the settings, with their values
   */
  record Asked(int slots, String by) {}

  /** Those of an application. */
  public RegisteredSlots(JavaSparkContext spark) {
    this(
        spark.sc().applicationId(),
        spark.getConf(),
        spark.master(),
        spark.isLocal(),
        () ->
            spark
                .sc()
                .maxNumConcurrentTasks(
                    spark.sc().resourceProfileManager().defaultResourceProfile()),
        Thread::sleep);
  }

  RegisteredSlots(
      String application,
      SparkConf conf,
      String master,
      boolean local,
      IntSupplier registered,
      Pause pause) {
    this.application = application;
    this.conf = conf;
    this.master = master;
    this.local = local;
    this.registered = registered;
    this.pause = pause;
  }

  /** How many there are. */
  public int now() {
    return registered.getAsInt();
  }

  /**
   * How many there are, at least one, once that has not changed for a while; without a wait where
   * it has not changed since it was asked last.
   *
   * @param look is done again and again meanwhile; what it throws ends the wait
   */
  public int steady(Runnable look) {
    int known = STEADY.getOrDefault(application, 0);
    int last = now();
    int steady = 0;
    while (last == 0 || (last != known && steady < STEADY_POLLS)) {
      look.run();
      poll();
      int now = now();
      steady = now == last ? steady + 1 : 0;
      last = now;
    }
    STEADY.put(application, last);
    return last;
  }

  /**
   * How many there are once they are enough, or those that were asked for, or, where that is not
   * known, once no more register; or after as long as Spark would wait for them.
   *
   * @param enough more are not needed
   * @param lines is told of what takes more than a few seconds
   */
  public int awaited(int enough, Consumer<String> lines) {
    if (local || dynamic()) {
      return expected(enough, lines);
    }
    Optional<Asked> asked = asked();
    int wanted = Math.min(enough, asked.map(Asked::slots).orElse(enough));
    long most = conf.getTimeAsMs(LONGEST, "30s") / POLL_MILLIS;
    int last = now();
    int steady = 0;
    int polls = 0;
    while (last < wanted && polls < most && (asked.isPresent() || steady < STEADY_POLLS)) {
      if (polls == QUIET_POLLS) {
        lines.accept(
            "waiting at most "
                + most * POLL_MILLIS / 1000
                + " s for executors: "
                + inWords(last)
                + " so far"
                + asked.map(one -> " of " + one.slots() + " by " + one.by()).orElse("")
                + "; a number for sweep.parallel needs no wait");
      }
      poll();
      polls++;
      int now = now();
      steady = now == last ? steady + 1 : 0;
      last = now;
    }
    if (last < wanted && polls > QUIET_POLLS) {
      lines.accept("going on with " + inWords(last));
    }
    return last;
  }

  /**
   * How many there will be as far as that is known without a wait.
   *
   * @param enough more are not needed
   * @param lines is told what is not known
   */
  public int expected(int enough, Consumer<String> lines) {
    int now = now();
    if (local || now >= enough) {
      return now;
    }
    Optional<Asked> asked = asked();
    if (asked.isPresent()) {
      return Math.max(now, Math.min(enough, asked.get().slots()));
    }
    lines.accept(
        "planned for "
            + inWords(now)
            + " that registered so far; "
            + (dynamic()
                ? "executors come as tasks need them (" + DYNAMIC + "): set " + MOST_EXECUTORS
                : "more may follow: set sweep.parallel, or " + CORES + ",")
            + " to plan for more");
    return now;
  }

  /** What was asked for; empty where a cluster gives what it has. */
  Optional<Asked> asked() {
    boolean managed = master.startsWith("yarn") || master.startsWith("k8s");
    int cpus = conf.getInt("spark.task.cpus", 1);
    int cores = conf.getInt(EXECUTOR_CORES, managed ? 1 : 0);
    if (dynamic()) {
      return cores > 0 && conf.contains(MOST_EXECUTORS)
          ? Optional.of(asked(conf.getInt(MOST_EXECUTORS, 0), cores / cpus, MOST_EXECUTORS))
          : Optional.empty();
    }
    if (managed) {
      // Of both cluster managers two are had where nothing is said.
      return Optional.of(asked(conf.getInt(EXECUTORS, 2), cores / cpus, EXECUTORS));
    }
    if (conf.contains(CORES)) {
      int most = conf.getInt(CORES, 0);
      return Optional.of(
          cores > 0 ? asked(most / cores, cores / cpus, CORES) : asked(1, most / cpus, CORES));
    }
    return cores > 0 && conf.contains(EXECUTORS)
        ? Optional.of(asked(conf.getInt(EXECUTORS, 0), cores / cpus, EXECUTORS))
        : Optional.empty();
  }

  private Asked asked(int executors, int slots, String key) {
    String cores =
        conf.contains(EXECUTOR_CORES)
            ? ", " + EXECUTOR_CORES + " = " + conf.get(EXECUTOR_CORES)
            : "";
    String by = (conf.contains(key) ? key + " = " + conf.get(key) : "Spark's own default") + cores;
    if (!dynamic() && conf.contains(RATIO)) {
      double ratio = conf.getDouble(RATIO, 1);
      return new Asked(
          (int) Math.ceil(executors * slots * ratio), by + ", " + RATIO + " = " + ratio);
    }
    return new Asked(executors * slots, by);
  }

  private static String inWords(int slots) {
    return slots + (slots == 1 ? " task slot" : " task slots");
  }

  private boolean dynamic() {
    return conf.getBoolean(DYNAMIC, false);
  }

  private void poll() {
    try {
      pause.millis(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Waiting for executors was interrupted", e);
    }
  }
}
