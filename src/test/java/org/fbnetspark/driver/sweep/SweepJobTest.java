package org.fbnetspark.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.config.SweepFile;
import org.fbnetspark.driver.search.SearchJob;
import org.fbnetspark.experiment.SweepPoint;
import org.fbnetspark.report.SearchView;
import org.fbnetspark.report.SweepView;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SparkJobs;
import org.fbnetspark.testing.WrittenFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SweepJobTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  static final String SMALL =
      """
      cost.kind = macs
      data.augmentation.padding = 1
      space {
        name = small, input = [8, 8, 3], stem = { kernel = 3, width = 6, stride = 1 }
        stages = [{ width = 6, layers = 1, stride = 1 }, { width = 8, layers = 2, stride = 2 }]
        candidates = [mb_k3_e1, mb_k5_e1_g2, skip], last-width = 12
      }
      search {
        epochs = 3, warmup-epochs = 1, shards = 2, batch = 8, weights.steps-per-round = 2
        target-tolerance = 0.2
      }
      profile {
        runtime = engine, interval-share = 0.05, max-seconds = 0.02, warm-up-max-seconds = 0.02
        slice-seconds = 0.001, passes = 2, repeats = 0, fit-networks = 0, held-out-networks = 2
      }
      run.progress-seconds = 0
      sweep.share = warm-up
      """;

  @TempDir Path directory;

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  private Path sweepDirectory() {
    return directory.resolve("sweep");
  }

  private SweepFile file(String more) throws IOException {
    String data = "data.path = \"" + SPARK.stripes() + "\"\n";
    return SweepFile.load(
        Files.writeString(directory.resolve("sweep.conf"), SMALL + data + more), List.of());
  }

  static SearchView read(RunFiles files) throws IOException {
    var experiment = ConfigFile.parse(files.config(), files.configPath(), List.of()).experiment();
    return new SearchView(files.search(experiment.search(), experiment.costs()));
  }

  private SweepJob job(SweepFile file) {
    SweepStart start =
        new SweepStart(
            "sweep",
            sweepDirectory().toString(),
            file.settings(),
            file.points(),
            file.text(),
            SweepJobTest::read);
    return new SweepJob(SPARK.context(), start, lines::add);
  }

  private SweepView run(String more) throws IOException {
    return job(file(more)).run();
  }

  private static JsonNode summary(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("summary.json").toFile());
  }

  private static List<String> bits(Path run) throws IOException {
    JsonNode summary = summary(run);
    return List.of(
        summary.get("thetaSha256").asText(),
        summary.get("weightsSha256").asText(),
        summary.get("architecture").toString());
  }

  private Path alone(SweepPoint point) throws IOException {
    Path run = directory.resolve("alone-" + point.name());
    RunStart start = new RunStart(run.toString(), false, point.configuration().render());
    new SearchJob(SPARK.context(), point.experiment(), start, line -> {}).run();
    return run;
  }

  /**
   * When files that training writes were last written, for a configuration is kept whenever a run
   * goes on.
   */
  private static Map<String, FileTime> trained(Path folder) throws IOException {
    Map<String, FileTime> trained = WrittenFiles.in(folder);
    trained.keySet().removeIf(file -> file.endsWith("config.conf"));
    return trained;
  }

  private static final String TARGETS =
      "sweep { parallel = 3, axes { \"search.target-macs\" = [15000, 25000], seed = [1, 2] } }\n";

  @Test
  void pointsFromASharedWarmUpHaveTheBitsOfSearchesAlone() throws IOException {
    SweepView view = run(TARGETS);

    assertThat(view.finished()).isEqualTo(4);
    assertThat(view.failures()).isEmpty();
    for (SweepPoint point : file(TARGETS).points()) {
      Path shared = sweepDirectory().resolve("points").resolve(point.name());
      assertThat(bits(shared)).as(point.name()).isEqualTo(bits(alone(point)));
      // The first epoch is in the run that is shared.
      assertThat(Files.readAllLines(shared.resolve("metrics.jsonl"))).hasSize(2);
    }
    try (Stream<Path> warmUps = Files.list(sweepDirectory().resolve("warm-up"))) {
      assertThat(warmUps).hasSize(2);
    }
    assertThat(lines)
        .anyMatch(line -> line.startsWith("shared    2 epochs of the weights alone, in 2 runs"))
        .anyMatch(line -> line.startsWith("[target-macs=15000_seed=1] epoch 3/3 done"))
        .anyMatch(line -> line.matches("sweep: 4 of 4 points finished \\| 0 epochs left .*"));
  }

  private static final String GOALS =
      "sweep { share = goals, axes { \"search.target-macs\" = [15000, 25000], seed = [1, 2] } }\n";

  @Test
  void pointsThatDifferInTheirGoalsAloneShareASupernet() throws IOException {
    SweepView view = run(GOALS);

    assertThat(view.finished()).isEqualTo(4);
    assertThat(view.fronts().get(0).points()).hasSize(4);
    List<Path> runs = WrittenFiles.folders(sweepDirectory().resolve("points"));
    assertThat(runs).hasSize(2);
    for (Path run : runs) {
      List<List<String>> bits = new ArrayList<>();
      for (Path goal : WrittenFiles.folders(run.resolve("goals"))) {
        bits.add(bits(goal));
      }
      assertThat(bits).hasSize(2);
      assertThat(bits.get(0).get(0)).as("theta").isNotEqualTo(bits.get(1).get(0));
      assertThat(bits.get(0).get(1)).as("weights").isEqualTo(bits.get(1).get(1));
      assertThat(run.resolve("pareto.json")).exists();
    }
    assertThat(lines)
        .anyMatch(line -> line.startsWith("shared    2 supernets, each for several points"));
    Map<String, FileTime> points = WrittenFiles.in(sweepDirectory().resolve("points"));
    lines.clear();

    SweepView more = run(GOALS.replace("[15000, ", "[15000, 20000, "));

    assertThat(more.finished()).isEqualTo(6);
    assertThat(WrittenFiles.in(sweepDirectory().resolve("points"))).containsAllEntriesOf(points);
    assertThat(lines).contains("points    6: 2 new, 4 finished");
  }

  @Test
  void theDirectoryHoldsWhatCameOfAllPoints() throws IOException {
    run("sweep { axes { \"search.target-macs\" = [15000, 25000] } }\n");

    assertThat(sweepDirectory().resolve("pareto.csv"))
        .content()
        .startsWith("name,cost,unit,device,predicted,")
        .contains("\ntarget-macs=15000,macs,MACs,,");
    JsonNode pareto = new ObjectMapper().readTree(sweepDirectory().resolve("pareto.json").toFile());
    assertThat(pareto.at("/fronts/0/quality").asText()).isEqualTo("supernet-loss");
    assertThat(pareto.at("/fronts/0/points")).hasSize(2);
    assertThat(pareto.at("/fronts/0/predicted/hypervolume").asDouble()).isPositive();
    assertThat(sweepDirectory().resolve("report.html"))
        .content()
        .contains("2 of 2 points are finished", "data-chart=\"pareto\"", "target-macs=25000");
    assertThat(
            SweepFile.parse(Files.readString(sweepDirectory().resolve("sweep.conf")), "", List.of())
                .points())
        .hasSize(2);
  }

  @Test
  void whatIsThereIsNotDoneAgainAndPointsMayBeAdded() throws IOException {
    run("sweep { axes { \"search.target-macs\" = [15000, 25000] } }\n");
    Map<String, FileTime> points = WrittenFiles.in(sweepDirectory().resolve("points"));
    Map<String, FileTime> warmUps = trained(sweepDirectory().resolve("warm-up"));
    lines.clear();

    run("sweep { axes { \"search.target-macs\" = [15000, 25000] } }\n");
    assertThat(WrittenFiles.in(sweepDirectory().resolve("points"))).isEqualTo(points);
    assertThat(lines)
        .contains("points    2: 2 finished", "runs      0 to do, 1 at a time")
        .noneMatch(line -> line.contains("epoch "));
    lines.clear();

    SweepView more = run("sweep { axes { \"search.target-macs\" = [15000, 20000, 25000] } }\n");
    assertThat(more.finished()).isEqualTo(3);
    assertThat(WrittenFiles.in(sweepDirectory().resolve("points"))).containsAllEntriesOf(points);
    assertThat(trained(sweepDirectory().resolve("warm-up"))).isEqualTo(warmUps);
    assertThat(lines)
        .contains("points    3: 1 new, 2 finished")
        .anyMatch(line -> line.startsWith("[target-macs=20000] resuming after 1 epochs"))
        .noneMatch(line -> line.startsWith("[target-macs=15000]"));
    lines.clear();
    assertThat(run("sweep { axes { \"search.target-macs\" = [20000] } }\n").points()).hasSize(3);
    assertThat(lines).contains("kept      2 points that are not among these but have begun");
  }

  @Test
  void aPointThatWasMadeWithOtherSettingsIsRefused() throws IOException {
    run("sweep { axes { \"search.target-macs\" = [15000] } }\n");
    assertThatThrownBy(
            () -> run("search.batch = 4\nsweep { axes { \"search.target-macs\" = [15000] } }\n"))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("target-macs=15000: ")
        .hasMessageContaining("was made with other settings: search.batch was 8 and is 4 now")
        .hasMessageContaining("hoose another --sweep-dir");
    run("run.checkpoints = 5\nsweep { axes { \"search.target-macs\" = [15000] } }\n");
  }

  @Test
  void aDryRunTellsEverythingAndWritesNothing() throws IOException {
    assertThat(job(file(TARGETS)).dryRun()).isTrue();
    assertThat(sweepDirectory()).doesNotExist();
    assertThat(lines)
        .contains("points    4: 4 new", "runs      4 to do, 3 at a time", "epochs    10 to train")
        .anyMatch(line -> line.startsWith("memory    a process with tasks: "))
        .anyMatch(line -> line.startsWith("time      unknown"));
    lines.clear();

    assertThat(
            job(file(
                    "sweep { axes { \"search.target-macs\" = [15000, 5e9],"
                        + " \"search.batch\" = [8, 5000] } }\n"))
                .dryRun())
        .isFalse();
    assertThat(lines)
        .anyMatch(
            line -> line.matches("problem   batch=\\d+_target-macs=\\S+: search.target-macs is .*"))
        .anyMatch(
            line ->
                line.matches(
                    "problem   batch=5000_target-macs=\\d+\\S*, .*: search.batch must fit.*"));
    assertThatThrownBy(() -> run("sweep { axes { \"search.target-macs\" = [15000, 5e9] } }\n"))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageStartingWith("nothing has begun; mend these points")
        .hasMessageContaining("search.target-macs is 5,000,000,000 MACs");
    assertThat(sweepDirectory()).doesNotExist();
  }

  /** A point whose directory another process holds is refused; the others complete. */
  @Test
  void onePointThatFailsIsNamedAndTheOthersComplete() throws IOException {
    Path held = Files.createDirectories(sweepDirectory().resolve("points/seed=1"));
    Files.writeString(
        held.resolve(".claim-1"), "process 1 of elsewhere since 2026-01-01T00:00:00Z\n");
    String axes = "sweep { attempts = 3, axes { seed = [1, 2] } }\n";

    SweepView view = run(axes);

    assertThat(view.failures()).containsOnlyKeys("seed=1");
    assertThat(view.failures().get("seed=1"))
        .contains("refused: ", "is being written by process 1");
    assertThat(view.finished()).isEqualTo(1);
    assertThat(lines)
        .filteredOn(line -> line.startsWith("[seed=1] error: "))
        .as("a refusal is not tried again")
        .hasSize(1);
    assertThat(view.state(view.points().get(0))).isEqualTo("failed");

    Files.delete(held.resolve(".claim-1"));
    SweepView again = run(axes);
    assertThat(again.failures()).isEmpty();
    assertThat(again.finished()).isEqualTo(2);
  }

  @Test
  void whatFailsIsTriedAgain() throws IOException {
    // A file in the place of a folder that the search will want to write checkpoints to.
    Path blocked = Files.createDirectories(sweepDirectory().resolve("points/seed=1"));
    Files.writeString(blocked.resolve("finalists"), "in the way");
    SweepView view = run("sweep { attempts = 2, share = none, axes { seed = [1, 2] } }\n");

    assertThat(view.failures()).containsOnlyKeys("seed=1");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("[seed=1] error: attempt "))
        .hasSize(2)
        .allMatch(line -> line.contains("of 2 failed: "));
    assertThat(lines).anyMatch(line -> line.startsWith("[seed=1] resuming after 3 epochs"));
    assertThat(view.finished()).isEqualTo(1);
  }

  /** As Spark saw it, in a local process. */
  @Test
  void noNetworkIsTimedBesideAnyOtherJob() throws IOException {
    SparkJobs jobs = new SparkJobs();
    SPARK.context().sc().addSparkListener(jobs);
    try {
      run(
          "cost.kind = latency\nsearch { finalist-epochs = 1, finalists = 2 }\nretrain.shards = 2\n"
              + "sweep { parallel = 3, axes { seed = [1, 2, 3] } }\n");
    } finally {
      SPARK.context().sc().removeSparkListener(jobs);
    }
    List<SparkJobs.Job> timing = jobs.ended(group -> group.startsWith("profile"));
    List<SparkJobs.Job> all = jobs.ended(group -> true);
    assertThat(timing).hasSizeGreaterThan(6);
    assertThat(all.stream().filter(job -> all.stream().anyMatch(job::beside)))
        .as("searches are side by side")
        .isNotEmpty();
    for (SparkJobs.Job timed : timing) {
      assertThat(all).noneMatch(timed::beside);
    }
  }

  @Test
  void latenciesAreMeasuredOnceForAllPoints() throws IOException {
    String latency = "cost.kind = latency\nsweep { parallel = 2, axes { seed = [1, 2, 3] } }\n";
    SweepView view = run(latency);

    assertThat(view.failures()).isEmpty();
    assertThat(lines)
        .filteredOn(line -> line.contains("timed ") && line.contains(" rows of small"))
        .hasSize(1);
    try (Stream<Path> tables = Files.list(sweepDirectory().resolve("latency"))) {
      Path table =
          tables
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .findFirst()
              .orElseThrow();
      for (int seed = 1; seed <= 3; seed++) {
        Path point = sweepDirectory().resolve("points/seed=" + seed);
        assertThat(point.resolve("latency-table.json")).hasSameBinaryContentAs(table);
        assertThat(summary(point).has("measuredLatencyMillis")).isTrue();
      }
    }
    assertThat(view.fronts()).singleElement();
    assertThat(view.fronts().get(0).measured()).isPresent();
  }

  @Test
  void imagesAreDrawnOnceForAllPointsThatDrawTheSame() throws IOException {
    SweepView view =
        run(
            """
            data.path = null
            prepare { side = null, train-shards = 2, generated { classes = 3, side = 8, train = 120, test = 6 } }
            sweep { share = none, axes { "search.target-macs" = [15000, 25000] } }
            """);
    assertThat(view.finished()).isEqualTo(2);
    try (Stream<Path> data = Files.list(sweepDirectory().resolve("data"))) {
      assertThat(data.filter(file -> !file.getFileName().toString().startsWith("."))).hasSize(1);
    }
    assertThat(sweepDirectory().resolve("points/target-macs=15000/data")).doesNotExist();
    assertThat(
            read(RunFiles.at(
                    Storage.standard(),
                    sweepDirectory().resolve("points/target-macs=15000").toString()))
                .run()
                .config())
        .containsPattern("data.path = \"\\S+/sweep/data/");
  }

  @Test
  void aRunIsNoSweep() throws IOException {
    Path run = alone(file("").points().get(0));
    SweepFile file = file("");
    SweepStart start =
        new SweepStart(
            "sweep",
            run.toString(),
            file.settings(),
            file.points(),
            Optional.empty(),
            SweepJobTest::read);
    assertThatThrownBy(() -> new SweepJob(SPARK.context(), start, lines::add).run())
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("holds something else than a sweep");
  }
}
