package org.fbnetspark.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.fbnetspark.fault.DriverTrials.Ending;
import org.fbnetspark.fault.Holds.Held;
import org.fbnetspark.testing.SparkCluster;
import org.fbnetspark.testing.SparkProcess;
import org.fbnetspark.testing.SparkProcess.Place;

/** Faults of whole clusters, a cluster for each trial: all workers gone, or one cut off. */
final class ClusterTrials {

  private static final int PATIENCE_SECONDS = 400;
  private static final int WORKERS = 2;

  /** How long a network is cut. */
  enum Cut {
    BRIEFLY("network of one worker cut for less than the time-out", 4),
    LONG("network of one worker cut, joined past the time-out", 30),
    FOR_GOOD("network of one worker cut for good", 0);

    private final String words;
    private final int seconds;

    Cut(String words, int seconds) {
      this.words = words;
      this.seconds = seconds;
    }

    String words() {
      return words;
    }
  }

  private final Path folder;
  private final DriverTrials others;
  private int runs;

  /**
   * Trials.
   *
   * @param others that know how runs go on
   */
  ClusterTrials(Path folder, DriverTrials others) {
    this.folder = folder;
    this.others = others;
  }

  /** No worker is left, and none comes back; the run goes on elsewhere. */
  Trial noneLeft(Phase phase, long seed) throws IOException {
    return DriverTrials.told(
        "process",
        "all workers gone for good",
        phase.name(),
        seed,
        () -> {
          Path scene = scene();
          Place here = Place.HERE;
          try (SparkCluster cluster =
              SparkCluster.start(scene, here, Collections.nCopies(WORKERS, here))) {
            Disturbed run = new Disturbed(scene, here, phase, seed);
            try (SparkProcess driver = run.submit(cluster, "40s")) {
              run.held(driver);
              cluster.workers().forEach(SparkProcess::kill);
              Optional<String> wrong = DriverTrials.wrongStop(driver, phase.work());
              if (wrong.isPresent() || !driver.said().contains("no executor has been there")) {
                return Ending.failed(wrong.orElse("") + DriverTrials.errors(driver.said()));
              }
            }
            return others.resumed(phase.work(), run.directory(), seed);
          }
        });
  }

  /** One worker is cut off from all others. */
  Trial cut(Cut cut, Phase phase, long seed) throws IOException {
    Optional<CutNetwork> made = CutNetwork.of(WORKERS);
    if (made.isEmpty()) {
      return new Trial(
          "process",
          cut.words(),
          phase.name(),
          seed,
          Outcome.SKIPPED,
          0,
          "network namespaces are not allowed");
    }
    try (CutNetwork network = made.get()) {
      return DriverTrials.told(
          "process", cut.words(), phase.name(), seed, () -> cut(network, cut, phase, seed));
    }
  }

  private Ending cut(CutNetwork network, Cut cut, Phase phase, long seed) throws Exception {
    Path scene = scene();
    List<Place> places = IntStream.range(0, WORKERS).mapToObj(network::place).toList();
    try (SparkCluster cluster = SparkCluster.start(scene, network.center(), places)) {
      Disturbed run = new Disturbed(scene, network.center(), phase, seed);
      try (SparkProcess driver = run.submit(cluster, "3min")) {
        Held held = run.held(driver);
        int worker = cluster.workerOf(held.handle());
        network.cut(worker);
        held.release();
        if (cut != Cut.FOR_GOOD) {
          Thread.sleep(cut.seconds * 1000L);
          network.join(worker);
        }
        int code = driver.ends(PATIENCE_SECONDS);
        return code == 0
            ? others.wrong(phase.work(), run.directory()).orElse(new Ending(Outcome.WENT_ON, ""))
            : Ending.failed("exit code " + code + " " + DriverTrials.errors(driver.said()));
      }
    }
  }

  private Path scene() throws IOException {
    return Files.createDirectories(folder.resolve("cluster-" + ++runs));
  }

  /** A command on a cluster, of whose executors one is held. */
  private final class Disturbed {
    private final Path scene;
    private final Place place;
    private final Phase phase;
    private final long seed;
    private final Holds holds;

    Disturbed(Path scene, Place place, Phase phase, long seed) throws IOException {
      this.scene = scene;
      this.place = place;
      this.phase = phase;
      this.seed = seed;
      holds = new Holds(Files.createDirectories(scene.resolve("holds")));
    }

    String directory() {
      return scene.resolve("run").toString();
    }

    SparkProcess submit(SparkCluster cluster, String executorWait) throws IOException {
      int first = phase.firstEpoch();
      int epoch = first + new Random(seed).nextInt(Work.EPOCHS + 1 - first);
      holds.want(phase.pattern(epoch), 1);
      Map<String, String> settings = Application.settings(place.host(), holds);
      settings.put("spark.fbnet.executorWait", executorWait);
      return SparkProcess.submitted(
          place,
          scene.resolve("disturbed.log"),
          DriverTrials.JVM,
          cluster.address(),
          settings,
          phase.work().command(),
          phase.work().options(folder, directory(), false));
    }

    Held held(SparkProcess driver) throws Exception {
      return DriverTrials.held(holds, driver).get(0);
    }
  }
}
