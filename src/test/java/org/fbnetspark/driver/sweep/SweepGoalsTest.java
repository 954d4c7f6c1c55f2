package org.fbnetspark.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.config.SweepFile;
import org.fbnetspark.experiment.SweepPoint;
import org.fbnetspark.report.SweepView;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.search.GoalSettings;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.WrittenFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Points that are goals of one run, when the sweep is run again. */
class SweepGoalsTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  private Path sweepDirectory() {
    return directory.resolve("sweep");
  }

  private SweepFile file(String more) throws IOException {
    String data = "data.path = \"" + SPARK.stripes() + "\"\nsweep.share = goals\n";
    return SweepFile.load(
        Files.writeString(directory.resolve("sweep.conf"), SweepJobTest.SMALL + data + more),
        List.of());
  }

  private SweepJob job(SweepFile file, List<SweepPoint> points) {
    SweepStart start =
        new SweepStart(
            "sweep",
            sweepDirectory().toString(),
            file.settings(),
            points,
            file.text(),
            SweepJobTest::read);
    return new SweepJob(SPARK.context(), start, lines::add);
  }

  private SweepView run(String more) throws IOException {
    lines.clear();
    SweepFile file = file(more);
    return job(file, file.points()).run();
  }

  private static String targets(String values) {
    return "sweep.axes { \"search.target-macs\" = [" + values + "] }\n";
  }

  private Path onlyRun() throws IOException {
    List<Path> runs = WrittenFiles.folders(sweepDirectory().resolve("points"));
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  /** What came of each goal, whenever. */
  private static Map<String, String> outcomes(Path run) throws IOException {
    Map<String, String> outcomes = new TreeMap<>();
    for (Path goal : WrittenFiles.folders(run.resolve("goals"))) {
      var summary = new ObjectMapper().readTree(goal.resolve("summary.json").toFile());
      outcomes.put(
          goal.getFileName().toString(),
          summary.get("thetaSha256").asText() + summary.get("weightsSha256").asText());
    }
    return outcomes;
  }

  @Test
  void aFinishedRunStaysWhicheverOfItsGoalsAreGivenAndInWhicheverOrder() throws IOException {
    run(targets("15000, 20000, 25000"));
    Map<String, FileTime> written = WrittenFiles.in(sweepDirectory().resolve("points"));

    assertThat(run(targets("25000")).finished()).isEqualTo(3);
    assertThat(lines).contains("points    1: 1 finished", "runs      0 to do, 1 at a time");
    assertThat(run(targets("20000, 15000")).finished()).isEqualTo(3);
    assertThat(lines).contains("points    2: 2 finished");
    run("run.checkpoints = 5\n" + targets("25000, 20000, 15000"));
    assertThat(lines).contains("points    3: 3 finished");
    assertThat(WrittenFiles.in(sweepDirectory().resolve("points"))).isEqualTo(written);
  }

  private static List<GoalSettings> goals(Path run) throws IOException {
    String config = Files.readString(run.resolve("config.conf"));
    return ConfigFile.parse(config, "kept", List.of()).experiment().goalSettings();
  }

  @Test
  void aRunThatHasBegunGoesOnWithAllOfItsGoals() throws IOException {
    run(targets("15000, 20000, 25000"));
    Path run = onlyRun();
    Map<String, String> outcomes = outcomes(run);
    List<GoalSettings> goals = goals(run);
    for (String from : List.of("resuming after 3 epochs", "epoch 1/3 done")) {
      Files.delete(run.resolve("summary.json"));
      for (Path goal : WrittenFiles.folders(run.resolve("goals"))) {
        Files.delete(goal.resolve("summary.json"));
      }
      if (!from.startsWith("resuming")) {
        Storage.standard().delete(run.resolve("checkpoints").toString());
      }

      SweepView view = run("run.progress-seconds = 1\n" + targets("25000, 15000"));

      assertThat(lines).contains("points    2: 2 begun").anyMatch(line -> line.contains(from));
      assertThat(view.failures()).isEmpty();
      assertThat(view.finished()).isEqualTo(3);
      assertThat(outcomes(onlyRun())).isEqualTo(outcomes);
      assertThat(goals(run)).isEqualTo(goals);
      assertThat(run.resolve("config.conf")).content().contains("run.progress-seconds = 1\n");
    }
    run(targets("20000"));
    assertThat(lines).contains("points    1: 1 finished");
  }

  @Test
  void aPointThatDiffersFromItsGoalIsRefused() throws IOException {
    run(targets("15000, 25000"));

    assertThatThrownBy(() -> run("search.target-parameters = 9e5\n" + targets("25000")))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("target-macs=25000: ")
        .hasMessageContaining(
            onlyRun()
                + " was made with other settings:"
                + " search.target-parameters was null and is 900000.0 now. ")
        .hasMessageNotContaining("search.goals");
    SweepFile file = file(targets("15000, 25000"));
    SweepPoint other = file("search.batch = 4\n" + targets("15000, 25000")).points().get(1);
    assertThatThrownBy(() -> job(file, List.of(file.points().get(0), other)).run())
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("target-macs=25000: ")
        .hasMessageNotContaining("target-macs=15000")
        .hasMessageContaining("was made with other settings: search.batch was 8 and is 4 now");
  }

  @Test
  void whatAFinishedRunDrewIsNotDrawnAgain() throws IOException {
    String drawn =
        """
        data.path = null
        prepare { side = null, train-shards = 2, generated { classes = 3, side = 8, train = 120, test = 6 } }
        """
            + targets("15000, 25000");
    run(drawn);
    Storage.standard().delete(sweepDirectory().resolve("data").toString());

    assertThat(run(drawn).finished()).isEqualTo(2);

    assertThat(lines)
        .contains("points    2: 2 finished", "shared    nothing")
        .noneMatch(line -> line.startsWith("memory"));
    assertThat(sweepDirectory().resolve("data")).doesNotExist();
  }

  @Test
  void aFinishedRunNeedsNeitherItsDataNorItsLatencies() throws IOException {
    Path data = directory.resolve("data");
    for (String file : WrittenFiles.in(SPARK.stripes()).keySet()) {
      Files.createDirectories(data.resolve(file).getParent());
      Files.copy(SPARK.stripes().resolve(file), data.resolve(file));
    }
    String kinds = "data.path = \"" + data + "\"\nsweep.axes { \"cost.kind\" = [latency, macs] }\n";
    run(kinds);
    assertThat(onlyRun().resolve("goals")).isDirectoryContaining("glob:**/kind=latency");
    Storage.standard().delete(data.toString());
    Storage.standard().delete(sweepDirectory().resolve("latency").toString());

    assertThat(run(kinds).finished()).isEqualTo(2);

    assertThat(lines).contains("points    2: 2 finished", "runs      0 to do, 1 at a time");
  }
}
