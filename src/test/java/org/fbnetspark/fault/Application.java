package org.fbnetspark.fault;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.fault.Holds.Held;
import org.fbnetspark.testing.SparkCluster;
import org.fbnetspark.testing.SparkProcess;
import org.fbnetspark.testing.SparkProcess.Place;

/** A cluster of executor processes and an application on it, in which one trial follows another. */
final class Application implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 400;
  private static final long POLL_MILLIS = 5;
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private final Path folder;
  private final Map<String, String> mode;
  private final int executors;
  private final Optional<SmallDisk> disk;
  private final Holds holds;
  private final SparkCluster cluster;
  private JavaSparkContext spark;

  /**
   * Starts both.
   *
   * @param folder with what {@link Work} has prepared; takes logs
   * @param mode settings of Spark over those of every trial
   * @param disk of the last worker; empty for the machine's
   */
  Application(Path folder, Map<String, String> mode, int executors, Optional<SmallDisk> disk)
      throws IOException, InterruptedException {
    this(folder, mode, places(executors, disk), disk);
  }

  /**
   * The same with workers at places of their own.
   *
   * @param disk that may be filled
   */
  Application(Path folder, Map<String, String> mode, List<Place> workers, Optional<SmallDisk> disk)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.mode = new TreeMap<>(mode);
    this.executors = workers.size();
    this.disk = disk;
    this.holds = new Holds(Files.createTempDirectory(folder, "holds"));
    Path logs = Files.createTempDirectory(folder, "cluster");
    cluster = SparkCluster.start(logs, Place.HERE, workers);
    spark = context();
  }

  private static List<Place> places(int workers, Optional<SmallDisk> disk) {
    List<Place> places = new ArrayList<>(Collections.nCopies(workers, Place.HERE));
    disk.ifPresent(
        small ->
            places.set(
                workers - 1, new Place(Place.HERE.host(), List.of(), Optional.of(small.folder()))));
    return places;
  }

  /** Settings of a driver, here or elsewhere, whose processes can be held. */
  static Map<String, String> settings(String host, Holds holds) {
    Map<String, String> settings = new TreeMap<>(SparkProcess.settings(host));
    String classes = TARGET.resolve("fbnet-spark.jar") + ":" + TARGET.resolve("test-classes");
    settings.merge("spark.executor.extraClassPath", classes, (ours, more) -> ours + ":" + more);
    // The submission itself looks at files before it knows the application's jar.
    settings.put("spark.driver.extraClassPath", classes);
    settings.put("spark.plugins", HoldPlugin.class.getName());
    settings.put(Holds.SETTING, holds.folder().toString());
    settings.put("spark.executor.heartbeatInterval", "1s");
    settings.put("spark.network.timeout", "10s");
    // As usual, half of the time-out: one of Spark's own messages may well time out before.
    settings.put("spark.network.timeoutInterval", "5s");
    settings.put("spark.shuffle.io.retryWait", "1s");
    settings.put("spark.fbnet.executorWait", "3min");
    return settings;
  }

  private JavaSparkContext context() {
    SparkConf conf = new SparkConf().setMaster(cluster.address()).setAppName("faults");
    settings(Place.HERE.host(), holds).forEach(conf::set);
    // As commands have it.
    for (String what : List.of("shuffle", "shuffle.spill", "broadcast")) {
      conf.set("spark." + what + ".compress", "false");
    }
    mode.forEach(conf::set);
    return new JavaSparkContext(conf);
  }

  JavaSparkContext spark() {
    return spark;
  }

  SparkCluster cluster() {
    return cluster;
  }

  Holds holds() {
    return holds;
  }

  Optional<SmallDisk> disk() {
    return disk;
  }

  /** How many executors there should be. */
  int executors() {
    return executors;
  }

  /** Executors that the driver knows. */
  int known() {
    return spark.sc().statusTracker().getExecutorInfos().length - 1;
  }

  /** Whether the driver counts on an executor. */
  boolean knows(String executor) {
    return spark.sc().getExecutorIds().contains(executor);
  }

  /**
   * Waits until so many executors are there, in a new application where the old one is gone; those
   * that the last trial has ended may still be on their way.
   */
  void ready(int number) throws InterruptedException {
    if (spark.sc().isStopped()) {
      spark.close();
      spark = context();
    }
    if (mode.containsKey("spark.dynamicAllocation.enabled")) {
      return;
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (known() < number || cluster.executors().size() < number) {
      if (System.nanoTime() > end) {
        fail("Of " + number + " executors " + known() + " are known after all this time");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** A new application in the place of this one, with a setting over those that it had. */
  void anew(String key, String value) {
    mode.put(key, value);
    spark.close();
    spark = context();
  }

  /** Begins a job. */
  Attempt begin(Work work, String run, boolean resume) {
    return new Attempt(lines -> work.run(spark, folder, run, resume, lines));
  }

  /** Waits until so many executors stand, or the job has ended. */
  List<Held> held(int number, Attempt attempt) throws IOException, InterruptedException {
    while (!attempt.ended()) {
      List<Held> held = holds.held();
      if (held.size() >= number) {
        return held;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return List.of();
  }

  @Override
  public void close() {
    try {
      spark.close();
    } finally {
      cluster.close();
    }
  }
}
