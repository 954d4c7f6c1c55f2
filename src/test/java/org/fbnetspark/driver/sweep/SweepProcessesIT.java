package org.fbnetspark.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.fbnetspark.testing.Signal;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SparkCluster;
import org.fbnetspark.testing.SparkProcess;
import org.fbnetspark.testing.WrittenFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sweeps as processes: killed, added to, run again, and on executors of which one is killed; and a
 * batch of which one search fails.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class SweepProcessesIT {

  private static final int PATIENCE_SECONDS = 400;
  private static final int LONG_SECONDS = 1800;
  private static final int KILL_SECONDS = 120;

  @TempDir static Path shared;
  private static Path config;
  private static Map<String, List<String>> expected;

  @TempDir Path directory;

  /** The calm sweep, whose bits all others are held to. */
  @BeforeAll
  static void calm() throws Exception {
    Path data = SmallSearch.prepared(shared.resolve("stripes"));
    config = shared.resolve("sweep.conf");
    Files.writeString(
        config,
        """
        data { path = "DATA", augmentation.padding = 1 }
        cost.kind = macs
        space {
          name = small, input = [8, 8, 3], stem = { kernel = 3, width = 6, stride = 1 }
          stages = [{ width = 6, layers = 1, stride = 1 }, { width = 8, layers = 2, stride = 2 }]
          candidates = [mb_k3_e1, mb_k5_e1_g2, skip], last-width = 12
        }
        search {
          epochs = 4, warmup-epochs = 2, shards = 2, batch = 8, weights.steps-per-round = 1
          target-tolerance = 0.2
        }
        derive.samples = 0
        profile {
          interval-share = 0.05, max-seconds = 0.02, warm-up-max-seconds = 0.02
          slice-seconds = 0.001, passes = 2
        }
        run { progress-seconds = 0, checkpoints = 2 }
        sweep { share = warm-up, parallel = 1, axes { "search.target-macs" = [15000, 20000, 25000] } }
        """
            .replace("DATA", data.toString()));
    Path sweep = shared.resolve("calm");
    try (SparkProcess calm = sweep(shared, "local[2]", sweep)) {
      calm.succeeds(PATIENCE_SECONDS);
    }
    expected = bits(sweep);
    assertThat(expected).hasSize(3);
  }

  private static SparkProcess sweep(Path logs, String master, Path sweep, String... more)
      throws IOException {
    List<String> options =
        new ArrayList<>(List.of("--config", config.toString(), "--sweep-dir", sweep.toString()));
    options.addAll(List.of(more));
    Path log = logs.resolve(sweep.getFileName() + "-" + more.length + System.nanoTime() + ".log");
    return SparkProcess.command("sweep", log, master, options);
  }

  /** It goes on with what it has kept. */
  private SparkProcess resumed(Path sweep) throws IOException {
    return SparkProcess.command(
        "sweep",
        directory.resolve("resumed-" + sweep.getFileName() + ".log"),
        "local[2]",
        List.of("--sweep-dir", sweep.toString()));
  }

  private static Map<String, List<String>> bits(Path sweep) throws IOException {
    return outcomes(sweep.resolve("points"));
  }

  /** Those of the goals of its only run. */
  private static Map<String, List<String>> bitsOfGoals(Path sweep) throws IOException {
    List<Path> runs = WrittenFiles.folders(sweep.resolve("points"));
    assertThat(runs)
        .singleElement()
        .satisfies(run -> assertThat(run.getFileName().toString()).startsWith("goals-"));
    return outcomes(runs.get(0).resolve("goals"));
  }

  private static Map<String, List<String>> outcomes(Path folder) throws IOException {
    Map<String, List<String>> bits = new TreeMap<>();
    try (Stream<Path> points = Files.list(folder)) {
      for (Path point : points.filter(Files::isDirectory).toList()) {
        JsonNode summary = new ObjectMapper().readTree(point.resolve("summary.json").toFile());
        bits.put(
            point.getFileName().toString(),
            List.of(
                summary.get("thetaSha256").asText(),
                summary.get("weightsSha256").asText(),
                summary.get("architecture").toString()));
      }
    }
    return bits;
  }

  private static Map<String, FileTime> written(Path folder) throws IOException {
    Map<String, FileTime> written = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // A configuration is kept whenever a run goes on.
        if (!file.getFileName().toString().matches("\\..*|config\\.conf")) {
          written.put(folder.relativize(file).toString(), Files.getLastModifiedTime(file));
        }
      }
    }
    return written;
  }

  @Test
  void aKilledSweepGoesOnWhereItWasAndTakesMorePoints() throws Exception {
    Path sweep = directory.resolve("killed");
    try (SparkProcess killed = sweep(directory, "local[2]", sweep)) {
      killed.await("\\[target-macs=20000] epoch 4/4 weights 2/", PATIENCE_SECONDS);
      killed.kill();
    }
    Path points = sweep.resolve("points");
    assertThat(points.resolve("target-macs=15000/summary.json")).exists();
    assertThat(points.resolve("target-macs=20000/summary.json")).doesNotExist();
    assertThat(points.resolve("target-macs=25000")).doesNotExist();
    Map<String, FileTime> first = written(points.resolve("target-macs=15000"));
    Map<String, FileTime> warmUp = written(sweep.resolve("warm-up"));

    try (SparkProcess resumed = resumed(sweep)) {
      resumed.succeeds(PATIENCE_SECONDS);
      assertThat(resumed.said())
          .contains("points    3: 1 new, 1 begun, 1 finished")
          .contains("[target-macs=20000] resuming after 3 epochs")
          .contains("[target-macs=25000] resuming after 2 epochs")
          .doesNotContain("[target-macs=15000]");
    }
    assertThat(bits(sweep)).isEqualTo(expected);
    assertThat(written(points.resolve("target-macs=15000"))).isEqualTo(first);
    assertThat(written(sweep.resolve("warm-up"))).isEqualTo(warmUp);

    Map<String, FileTime> all = written(points);
    try (SparkProcess again = sweep(directory, "local[2]", sweep)) {
      again.succeeds(PATIENCE_SECONDS);
      assertThat(again.said()).contains("points    3: 3 finished").doesNotContain("epoch 1/4");
    }
    assertThat(written(points)).isEqualTo(all);

    Files.writeString(
        directory.resolve("more.conf"),
        Files.readString(config).replace("[15000, 20000, 25000]", "[15000, 18000, 20000, 25000]"));
    try (SparkProcess more =
        SparkProcess.command(
            "sweep",
            directory.resolve("more.log"),
            "local[2]",
            List.of(
                "--config",
                directory.resolve("more.conf").toString(),
                "--sweep-dir",
                sweep.toString()))) {
      more.succeeds(PATIENCE_SECONDS);
      assertThat(more.said())
          .contains(
              "points    4: 1 new, 3 finished", "[target-macs=18000] resuming after 2 epochs");
    }
    assertThat(written(points)).containsAllEntriesOf(all);
    assertThat(Files.readAllLines(sweep.resolve("pareto.csv"))).hasSize(5);
  }

  @Test
  void sideBySideOnTwoExecutorsOfWhichOneIsKilledPointsHaveTheSameBits() throws Exception {
    Path sweep = directory.resolve("cluster");
    try (SparkCluster cluster = SparkCluster.start(directory, 2);
        SparkProcess beside =
            sweep(directory, cluster.address(), sweep, "--set", "sweep.parallel=3")) {
      beside.await("\\[target-macs=\\d+] epoch 4/4 weights 2/", PATIENCE_SECONDS);
      cluster.workers().get(0).kill();
      beside.succeeds(PATIENCE_SECONDS);
      assertThat(beside.said()).contains("Lost executor", "3 to do, 3 at a time");
    }
    assertThat(bits(sweep)).isEqualTo(expected);
  }

  @Test
  void goalsOfOneRunHaveTheSameBitsThoughTheDriverOrAnExecutorIsKilled() throws Exception {
    assumeTrue(Integer.getInteger("soak.minutes", 0) > 0, "the profile thorough does this");
    String[] shared = {"--set", "sweep.share=goals"};
    Path calm = directory.resolve("goals-calm");
    try (SparkProcess undisturbed = sweep(directory, "local[2]", calm, shared)) {
      undisturbed.succeeds(PATIENCE_SECONDS);
    }
    Map<String, List<String>> goals = bitsOfGoals(calm);
    assertThat(goals).hasSize(3);
    assertThat(goals.values()).doesNotHaveDuplicates();

    Path sweep = directory.resolve("goals-killed");
    try (SparkProcess killed = sweep(directory, "local[2]", sweep, shared)) {
      killed.await("epoch 4/4 weights 2/", PATIENCE_SECONDS);
      killed.kill();
    }
    assertThat(WrittenFiles.in(sweep).keySet()).noneMatch(file -> file.endsWith("summary.json"));
    try (SparkProcess resumed = resumed(sweep)) {
      resumed.succeeds(PATIENCE_SECONDS);
      assertThat(resumed.said()).contains("resuming after 3 epochs").doesNotContain("epoch 3/4");
    }
    assertThat(bitsOfGoals(sweep)).isEqualTo(goals);

    Path beside = directory.resolve("goals-cluster");
    try (SparkCluster cluster = SparkCluster.start(directory, 2);
        SparkProcess spread = sweep(directory, cluster.address(), beside, shared)) {
      spread.await("epoch 3/4 weights 2/", PATIENCE_SECONDS);
      SortedMap<String, ProcessHandle> executors = cluster.executors();
      assertThat(executors).hasSize(2);
      Signal.KILL.send(executors.get(executors.firstKey()));
      spread.succeeds(PATIENCE_SECONDS);
      assertThat(spread.said()).contains("Lost executor");
    }
    assertThat(bitsOfGoals(beside)).isEqualTo(goals);
  }

  @Test
  void aBatchNamesTheSearchThatFailsForGoodAndDoesTheOther() throws Exception {
    List<String> options = new ArrayList<>();
    for (String name : List.of("whole", "broken")) {
      Path file = directory.resolve(name + ".conf");
      String experiment = Files.readString(config).replaceAll("(?m)^sweep .*$", "");
      Files.writeString(file, experiment + "seed = " + name.length());
      options.add(file.toString());
    }
    Path batch = directory.resolve("batch");
    // A file in the place of a folder that the search will want to write to.
    Path blocked = Files.createDirectories(batch.resolve("points/broken"));
    Files.writeString(blocked.resolve("finalists"), "in the way");
    options.addAll(List.of("--sweep-dir", batch.toString(), "--set", "sweep.attempts=2"));
    try (SparkProcess both =
        SparkProcess.command("batch", directory.resolve("batch.log"), "local[2]", options)) {
      assertThat(both.ends(PATIENCE_SECONDS)).as("the exit code of what has failed").isEqualTo(1);
      assertThat(both.said())
          .contains("[broken] error: attempt 1 of 2 failed: ")
          .contains("[broken] error: attempt 2 of 2 failed: ")
          .containsPattern("\nfailed +broken: ")
          .containsPattern("\npoints +1 of 2 finished");
    }
    assertThat(batch.resolve("points/whole/summary.json")).exists();
    assertThat(blocked.resolve("summary.json")).doesNotExist();
    assertThat(batch.resolve("pareto.csv")).content().contains("\nwhole,").doesNotContain("broken");
  }

  @Test
  void sixTargetsHaveTheSameBitsThoughAnExecutorIsKilledEveryTwoMinutes() throws Exception {
    assumeTrue(Integer.getInteger("soak.minutes", 0) > 0, "the profile thorough does this");
    // Long enough for several kills on executors of one core.
    String[] six = {
      "--set",
      "sweep.axes={\"search.target-macs\"=[15000,17000,19000,21000,23000,25000]}",
      "--set",
      "sweep.share=none",
      "--set",
      "search.epochs=60",
      "--set",
      "search.warmup-epochs=20"
    };
    Path calm = directory.resolve("six-calm");
    try (SparkProcess undisturbed = sweep(directory, "local[2]", calm, six)) {
      undisturbed.succeeds(LONG_SECONDS);
    }
    Path sweep = directory.resolve("six");
    int kills = 0;
    try (SparkCluster cluster = SparkCluster.start(directory, 2);
        SparkProcess beside = sweep(directory, cluster.address(), sweep, six)) {
      beside.await("\\[target-macs=\\d+] epoch 1/60 weights", PATIENCE_SECONDS);
      while (!beside.handle().onExit().isDone()) {
        try {
          beside.handle().onExit().get(KILL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException goesOn) {
          SortedMap<String, ProcessHandle> executors = cluster.executors();
          if (!executors.isEmpty()) {
            Signal.KILL.send(executors.get(executors.firstKey()));
            kills++;
          }
        }
      }
      beside.succeeds(PATIENCE_SECONDS);
    }
    System.out.println("a sweep of six targets under " + kills + " kills");
    assertThat(kills).isGreaterThanOrEqualTo(3);
    assertThat(bits(sweep)).isEqualTo(bits(calm)).hasSize(6);
    assertThat(Files.readAllLines(sweep.resolve("pareto.csv")))
        .isEqualTo(Files.readAllLines(calm.resolve("pareto.csv")))
        .hasSize(7);
  }
}
