package org.fbnetspark.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.fault.ExecutorTrials.Expected;
import org.fbnetspark.fault.Holds.Held;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.HadoopCluster;
import org.fbnetspark.testing.SparkProcess;
import org.fbnetspark.testing.SparkProcess.Place;

/** Faults of processes that a command is submitted in; what is left goes on in another one. */
final class DriverTrials {

  private static final int PATIENCE_SECONDS = 400;
  static final List<String> JVM =
      List.of("-Xmx700m", "-Dlog4j2.configurationFile=org/apache/spark/log4j2-defaults.properties");

  private static final Ending NO_MOUNTING = new Ending(Outcome.SKIPPED, "mounting is not allowed");

  private final Path folder;
  private final Expected expected;
  private final Supplier<JavaSparkContext> here;
  private final Optional<HadoopCluster> hdfs;
  private int runs;

  /**
   * Trials.
   *
   * @param here an application in which runs go on
   * @param hdfs for faults of it; empty where none are tried
   */
  DriverTrials(
      Path folder,
      Expected expected,
      Supplier<JavaSparkContext> here,
      Optional<HadoopCluster> hdfs) {
    this.folder = folder;
    this.expected = expected;
    this.here = here;
    this.hdfs = hdfs;
  }

  /** A run that cannot even be begun. */
  Trial readOnlyFromTheStart(long seed) throws IOException {
    Path scene = Files.createDirectories(folder.resolve("driver-" + ++runs));
    Optional<? extends Volume> disk = SmallDisk.mounted(scene.resolve("disk"), 4);
    try {
      return told(
          "process",
          "run directory read-only",
          "before the start",
          seed,
          () -> disk.isPresent() ? refused(scene, disk.get()) : NO_MOUNTING);
    } finally {
      if (disk.isPresent()) {
        disk.get().close();
      }
    }
  }

  private Ending refused(Path scene, Volume disk) throws Exception {
    disk.freeze();
    Setting setting = new Setting(DriverFault.RUN_READ_ONLY, Work.SEARCH, scene, disk);
    try (SparkProcess driver = setting.submit(folder, SparkProcess.settings(Place.HERE.host()))) {
      int code = driver.ends(PATIENCE_SECONDS);
      String said = errors(driver.said());
      return code == 2 && said.contains("read-only") && said.contains("choose another")
          ? new Ending(Outcome.REFUSED, "")
          : Ending.failed("exit code " + code + ": " + said);
    }
  }

  /** Held where tasks of a phase begin. */
  Trial inPhase(DriverFault fault, Phase phase, long seed) throws IOException {
    int first = phase.firstEpoch();
    int epoch = first + new Random(seed).nextInt(Work.EPOCHS + 1 - first);
    String point = phase.pattern(epoch);
    return trial(fault, phase.work(), phase.name(), point, seed);
  }

  /** Held where a file of the run directory is given its name. */
  Trial inCommit(DriverFault fault, Work work, String file, long seed) throws IOException {
    String when = fault == DriverFault.KILLED_BEFORE_RENAME ? "before" : "after";
    String phase = work + " commits " + file;
    return trial(fault, work, phase, HoldingFiles.point(when, ".*/" + file), seed);
  }

  private Trial trial(DriverFault fault, Work work, String phase, String point, long seed)
      throws IOException {
    Path scene = Files.createDirectories(folder.resolve("driver-" + ++runs));
    Optional<? extends Volume> volume =
        switch (fault.on()) {
          case MACHINE -> Optional.empty();
          case DISK -> SmallDisk.mounted(scene.resolve("disk"), 4);
          case HDFS ->
              Optional.of(new HdfsFolder(hdfs.orElseThrow(), scene.getFileName().toString()));
        };
    try {
      return told(
          "process",
          fault.words(),
          phase,
          seed,
          () ->
              fault.on() == DriverFault.On.DISK && volume.isEmpty()
                  ? NO_MOUNTING
                  : disturbed(new Setting(fault, work, scene, volume.orElse(null)), point, seed));
    } finally {
      if (volume.isPresent()) {
        volume.get().close();
      }
    }
  }

  /** How a trial ended. */
  record Ending(Outcome outcome, String detail) {
    static Ending failed(String detail) {
      return new Ending(Outcome.FAILED, detail);
    }
  }

  /** What is tried. */
  interface Case {
    Ending run() throws Exception;
  }

  /** Runs a trial; whatever happens in it is its outcome. */
  static Trial told(String mode, String fault, String phase, long seed, Case trial) {
    long start = System.nanoTime();
    Ending ending;
    try {
      ending = trial.run();
    } catch (Exception | AssertionError broken) {
      ending = Ending.failed(Attempt.chain(broken));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Trial(mode, fault, phase, seed, ending.outcome(), seconds, ending.detail());
  }

  private record Setting(DriverFault fault, Work work, Path scene, Volume volume) {

    String run() {
      boolean there = volume != null && fault != DriverFault.LOCAL_DISK_FULL;
      return (there ? volume.path() : scene.toString()) + "/run";
    }

    SparkProcess submit(Path folder, Map<String, String> settings) throws IOException {
      boolean local = fault == DriverFault.LOCAL_DISK_FULL;
      Optional<Path> localDirectories =
          local ? Optional.of(Path.of(volume.path())) : Optional.empty();
      return SparkProcess.submitted(
          new Place(Place.HERE.host(), List.of(), localDirectories),
          scene.resolve("disturbed.log"),
          JVM,
          "local[2]",
          settings,
          work.command(),
          work.options(folder, run(), false));
    }
  }

  private Ending disturbed(Setting setting, String point, long seed) throws Exception {
    Holds holds = new Holds(Files.createDirectories(setting.scene().resolve("holds")));
    Map<String, String> settings = Application.settings(Place.HERE.host(), holds);
    settings.put("spark.hadoop." + HoldingFiles.SETTING, HoldingFiles.class.getName());
    settings.put("spark.hadoop." + HoldingFiles.FOLDER, holds.folder().toString());
    holds.want(point, 1);
    try (SparkProcess driver = setting.submit(folder, settings)) {
      List<Held> held = held(holds, driver);
      setting
          .fault()
          .strike(new DriverFault.Scene(driver, setting.volume(), held, new Random(seed)));
      if (!setting.fault().kills()) {
        if (driver.ends(PATIENCE_SECONDS) == 0) {
          // What was left to do needed no room.
          return wrong(setting.work(), setting.run()).orElse(new Ending(Outcome.WENT_ON, ""));
        }
        Optional<String> wrong = wrongStop(driver, setting.work());
        if (wrong.isPresent()) {
          return Ending.failed(wrong.get());
        }
        setting.volume().mend();
      }
    }
    return resumed(setting.work(), setting.run(), seed);
  }

  /** Goes on, or begins where nothing was begun; every fourth in a process of its own. */
  Ending resumed(Work work, String run, long seed) throws Exception {
    return seed % 4 == 0 ? submitted(work, run) : here(work, run);
  }

  private Ending here(Work work, String run) throws Exception {
    boolean begun = begun(work, run);
    Optional<Throwable> failure =
        new Attempt(lines -> work.run(here.get(), folder, run, begun, lines))
            .outcome(PATIENCE_SECONDS);
    return failure.isPresent()
        ? Ending.failed("resumed: " + Attempt.chain(failure.get()))
        : ended(work, run, begun);
  }

  /** Goes on, or begins, as a command. */
  Ending submitted(Work work, String run) throws Exception {
    boolean begun = begun(work, run);
    try (SparkProcess again =
        SparkProcess.submitted(
            Place.HERE,
            folder.resolve("resumed.log"),
            JVM,
            "local[1]",
            Map.of(),
            work.command(),
            work.options(folder, run, begun))) {
      int code = again.ends(PATIENCE_SECONDS);
      return code == 0
          ? ended(work, run, begun)
          : Ending.failed("resumed: exit code " + code + " " + errors(again.said()));
    }
  }

  private static boolean begun(Work work, String run) throws IOException {
    return work != Work.PROFILE && Storage.standard().exists(run + "/manifest.json");
  }

  private Ending ended(Work work, String run, boolean begun) throws IOException {
    return wrong(work, run).orElse(new Ending(Outcome.RESUMED, begun ? "" : "begun anew"));
  }

  /** What is wrong with a run that has ended, if anything. */
  Optional<Ending> wrong(Work work, String run) throws IOException {
    return expected.wrong(work, run).map(Ending::failed);
  }

  /** Those that stand, once there are any. */
  static List<Held> held(Holds holds, SparkProcess driver) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end && driver.handle().isAlive()) {
      List<Held> held = holds.held();
      if (!held.isEmpty()) {
        return held;
      }
      Thread.sleep(5);
    }
    throw new IllegalStateException("the phase did not come: " + errors(driver.said()));
  }

  /** A command that cannot go on says so in the end, with its exit code, and what to do. */
  static Optional<String> wrongStop(SparkProcess driver, Work work)
      throws IOException, InterruptedException {
    int code = driver.ends(PATIENCE_SECONDS);
    String said = errors(driver.said());
    String wanted =
        work == Work.PROFILE
            ? "run the command again"
            : "./submit/" + work.command() + " --resume --run-dir";
    boolean right = code == 1 && said.contains(wanted) && !said.contains("\tat ");
    return right ? Optional.empty() : Optional.of("exit code " + code + ": " + said);
  }

  /** What a command says of its failure. */
  static String errors(String said) {
    int at = said.lastIndexOf("\nerror: ");
    return at < 0 ? said.substring(Math.max(0, said.length() - 600)) : said.substring(at + 1);
  }
}
