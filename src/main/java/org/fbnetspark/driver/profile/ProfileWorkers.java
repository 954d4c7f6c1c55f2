package org.fbnetspark.driver.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.driver.rounds.ExecutorWait;
import org.fbnetspark.driver.rounds.NoExecutorsException;
import org.fbnetspark.driver.rounds.RegisteredSlots;
import org.fbnetspark.driver.rounds.TimingLock;
import org.fbnetspark.driver.rounds.WatchedJob;
import org.fbnetspark.executor.ProfileTask;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.Measurement;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.profile.Profiled;
import org.fbnetspark.profile.RuntimeSettings;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.wire.HostFacts;
import org.fbnetspark.wire.ProfileResult;
import org.fbnetspark.wire.ProfileRound;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The machines of a Spark application as instruments: barrier jobs with one task for every task
 * slot, of which one on each machine measures while all others wait; in a local process, jobs of
 * one task.
 */
public final class ProfileWorkers {

  /** Networks open at a time on a host; bounds its memory, and what a killed job loses. */
  static final int ROWS_AT_A_TIME = 16;

  /** As above for whole networks, which are larger. */
  static final int NETWORKS_AT_A_TIME = 8;

  private static final double USUAL_LOAD_PER_CPU = 0.5;
  private static final double OWN_LOAD = 1;

  /** How often a job is begun, of which executors are lost; as often as Spark tries a task. */
  private static final int MOST_TRIES = 4;

  /** Looks at the slots, of which a job has too few, until it is begun anew with those. */
  private static final int MOST_LOOKS_LACKING = 100;

  private final JavaSparkContext spark;
  private final ProfileSettings settings;
  private final Engine engine;
  private final SeedTree seeds;
  private final Consumer<String> lines;
  private final RegisteredSlots registered;
  private int slots;

  /**
   * Workers on a running application.
   *
   * @param engine who computes where the runtime is the project's own
   * @param seed decides the order of entries
   * @param lines takes warnings
   */
  public ProfileWorkers(
      JavaSparkContext spark,
      ProfileSettings settings,
      Engine engine,
      long seed,
      Consumer<String> lines) {
    this.spark = spark;
    this.settings = settings;
    this.engine = engine;
    this.seeds = new SeedTree(seed).child("profile");
    this.lines = lines;
    this.registered = new RegisteredSlots(spark);
  }

  /**
   * Every class of machines that the application has, after warnings of what would spoil figures.
   *
   * @throws JobRefusedException where a machine cannot run the runtime, or two have one name
   */
  public List<ProfiledDevice> devices() {
    List<ProfileResult> answers = run("profile hosts", "find out the machines", new TreeMap<>(), 0);
    if (!spark.isLocal()) {
      lines.accept("holding all task slots (" + slots + "); machines: " + answers.size());
    }
    List<String> problems = new ArrayList<>();
    Map<LatencySetting, List<HostFacts>> classes = new LinkedHashMap<>();
    for (ProfileResult answer : answers) {
      HostFacts host = answer.host();
      if (answers.stream().filter(a -> a.host().name().equals(host.name())).count() > 1) {
        problems.add("Two machines are named " + host.name() + "; give them names of their own");
      }
      if (!answer.problem().isEmpty()) {
        problems.add(host.name() + " cannot measure: " + answer.problem());
      }
      warnings(host).forEach(warning -> lines.accept("warning: " + warning));
      if (problems.isEmpty()) {
        classes.computeIfAbsent(setting(answer), key -> new ArrayList<>()).add(host);
      }
    }
    if (!problems.isEmpty()) {
      throw new JobRefusedException(problems.stream().distinct().toList());
    }
    return classes.entrySet().stream()
        .map(e -> new ProfiledDevice(e.getKey(), e.getValue()))
        .toList();
  }

  private LatencySetting setting(ProfileResult answer) {
    RuntimeSettings runtime = settings.runtime();
    return new LatencySetting(
        answer.host().deviceClass(),
        answer.runtime(),
        runtime.dtype().code(),
        runtime.batch(),
        OptionalInt.of(runtime.threads()),
        Optional.of(answer.layout()));
  }

  /** What would spoil the figures of a host. */
  static List<String> warnings(HostFacts host) {
    List<String> warnings = new ArrayList<>();
    if (host.load() > USUAL_LOAD_PER_CPU * host.cpus() + OWN_LOAD) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%s is busy (load %.2f on %d CPUs), so times will be too long; stop what else runs"
                  + " there",
              host.name(),
              host.load(),
              host.cpus()));
    }
    if (!List.of("performance", HostFacts.UNKNOWN).contains(host.governor())) {
      warnings.add(
          host.name()
              + " changes its clock frequency (governor "
              + host.governor()
              + "), so times will vary; set it: cpupower frequency-set -g performance");
    }
    return warnings;
  }

  /**
   * Times whole networks on every host of a device.
   *
   * @param progress is told the number of networks done after each job
   * @return the time of each network, over all hosts
   */
  public List<LatencyRow> measureNetworks(
      ProfiledDevice device, List<Network> networks, Consumer<Integer> progress) {
    List<LatencyRow> measured = new ArrayList<>();
    int chunks = (networks.size() + NETWORKS_AT_A_TIME - 1) / NETWORKS_AT_A_TIME;
    for (int chunk = 0; chunk < chunks; chunk++) {
      int from = chunk * NETWORKS_AT_A_TIME;
      List<Network> now =
          networks.subList(from, Math.min(from + NETWORKS_AT_A_TIME, networks.size()));
      SortedMap<String, List<Network>> ofHosts = new TreeMap<>();
      device.hostNames().forEach(host -> ofHosts.put(host, now));
      SortedMap<String, Profiled> answers =
          measure("profile networks " + (chunk + 1) + "/" + chunks, ofHosts, chunk);
      for (int i = 0; i < now.size(); i++) {
        measured.add(Measurement.merged(ofHosts(answers, i)));
      }
      progress.accept(measured.size());
    }
    return measured;
  }

  /** What every host has measured for the network of this position in its list. */
  static SortedMap<String, Measurement> ofHosts(SortedMap<String, Profiled> answers, int position) {
    SortedMap<String, Measurement> ofHosts = new TreeMap<>();
    answers.forEach((host, answer) -> ofHosts.put(host, answer.measurements().get(position)));
    return ofHosts;
  }

  /**
   * One job: every host measures its networks, all open at once.
   *
   * @param group name of the job on Spark's pages
   * @param networks by host
   * @param job decides the order, with the seed
   * @return by host; a host that has gone meanwhile is missing
   * @throws IllegalStateException where a host could not measure
   */
  public SortedMap<String, Profiled> measure(
      String group, SortedMap<String, List<Network>> networks, int job) {
    String description =
        group + " on " + networks.size() + (networks.size() == 1 ? " host" : " hosts");
    SortedMap<String, Profiled> measured = new TreeMap<>();
    for (ProfileResult answer : run(group, description, networks, job)) {
      if (!answer.problem().isEmpty()) {
        throw new IllegalStateException(
            answer.host().name() + " could not measure: " + answer.problem());
      }
      if (!answer.profiled().measurements().isEmpty()) {
        measured.put(answer.host().name(), answer.profiled());
      }
    }
    return measured;
  }

  private List<ProfileResult> run(
      String group, String description, SortedMap<String, List<Network>> networks, int job) {
    return TimingLock.<List<ProfileResult>, RuntimeException>timing(
        () -> alone(group, description, networks, job));
  }

  private List<ProfileResult> alone(
      String group, String description, SortedMap<String, List<Network>> networks, int job) {
    ProfileRound round =
        new ProfileRound(
            settings.runtime(), settings.protocol(), seeds.child(group).child(job), networks);
    ProfileTask task = new ProfileTask(round, engine);
    spark.setJobGroup(group, description, true);
    try {
      for (int tries = 1; ; tries++) {
        try {
          return run(task);
        } catch (SparkException lost) {
          if (tries == MOST_TRIES || spark.sc().isStopped()) {
            throw new IllegalStateException("Measuring stopped in " + group, lost);
          }
          // Spark gives a job up whose tasks must all run at once, where one of them has answered.
          lines.accept("warning: an executor was lost in " + group + ", which begins anew");
        }
      }
    } finally {
      spark.clearJobGroup();
    }
  }

  private List<ProfileResult> run(ProfileTask task) throws SparkException {
    ClassTag<ProfileResult> type = ClassTag$.MODULE$.apply(ProfileResult.class);
    int tasks = spark.isLocal() ? 1 : slots();
    RDD<Integer> slots = spark.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks).rdd();
    // A local process is one machine, and its jobs come one by one. A barrier there would leave a
    // timer of Spark's running that keeps the process from ending.
    RDD<ProfileResult> answers =
        spark.isLocal()
            ? slots.mapPartitions(task, false, type)
            : slots.barrier().mapPartitions(task, false, type);
    AtomicInteger lacking = new AtomicInteger();
    try {
      return new WatchedJob(spark)
          .collect(answers.toJavaRDD(), done -> requireSlots(tasks, lacking)).stream()
              .sorted(Comparator.comparing(answer -> answer.host().name()))
              .toList();
    } catch (SlotsLostException fewer) {
      throw new SparkException(fewer.getMessage(), fewer);
    }
  }

  /** Ends a job that waits for executors which do not come back. */
  private void requireSlots(int tasks, AtomicInteger lacking) {
    if (spark.isLocal() || registered.now() >= tasks) {
      lacking.set(0);
    } else if (lacking.incrementAndGet() > MOST_LOOKS_LACKING) {
      throw new SlotsLostException(tasks);
    }
  }

  /** Fewer task slots than a job's tasks, which must all run at once. */
  private static final class SlotsLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SlotsLostException(int tasks) {
      super("fewer than " + tasks + " task slots are left");
    }
  }

  /**
   * Task slots of the application.
   *
   * @throws NoExecutorsException where there are none for too long
   */
  private int slots() {
    slots = registered.steady(new ExecutorWait(spark)::look);
    return slots;
  }
}
