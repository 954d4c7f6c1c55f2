package org.fbnetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.domain.run.SweepRecord;
import org.fbnetspark.format.run.SweepManifestJson;
import org.fbnetspark.search.SearchRecord;
import org.fbnetspark.testing.SampleRetraining;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about runs, on sweeps and on searches for several goals. */
class SweepCommandsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private String run(String name) {
    return folder.resolve(name).toString();
  }

  private Path finished(String name) throws IOException {
    return SampleRun.write(SampleRun.finished(run(name)));
  }

  private Path unfinished(String name, int epochs) throws IOException {
    return SampleRun.claimed(SampleRun.write(SampleRun.unfinished(run(name), epochs)));
  }

  private Path withFacts(String name, Map<String, String> facts) throws IOException {
    SearchRecord search = SampleRun.unfinished(run(name), 4);
    RunRecord run = search.run();
    return SampleRun.write(
        SampleRun.with(
            search,
            new RunRecord(
                run.path(),
                run.kind(),
                run.schedule(),
                facts,
                run.config(),
                run.epochs(),
                run.outcome())));
  }

  /** Finalists of one goal are retrained while another is not written. */
  @Test
  void aGoalLivesAsLongAsTheRunThatItIsOf() throws IOException {
    Path whole =
        SampleRun.claimed(withFacts("whole", RunRecord.ofGoals(List.of("watch", "phone"))));
    withFacts("whole/goals/watch", Map.of(RunRecord.GOAL, "watch"));
    withFacts("whole/goals/phone", Map.of(RunRecord.GOAL, "phone"));
    Path retraining = whole.resolve("goals/phone/finalists/retrain-1");
    SampleRetraining.write(SampleRetraining.unfinished(retraining.toString(), 1));
    SampleRun.age(whole, Instant.now().minusSeconds(7200));
    String goal = run("whole/goals/watch");
    assertThat(Commands.run("status", goal).out()).contains("silent for 2 h 00 min");

    Files.setLastModifiedTime(
        retraining.resolve("metrics.jsonl"), FileTime.from(Instant.now().minusSeconds(60)));

    Commands told = Commands.run("status", goal);
    assertThat(told.out().lines().map(line -> line.replaceAll("  +", "|")))
        .contains("state|running", "epochs|4 of 4, 5 s each")
        .anyMatch(line -> line.startsWith("goal of|") && line.endsWith("/whole"))
        .anyMatch(line -> line.startsWith("should it end|") && line.endsWith("/whole"));
    JsonNode json = JSON.readTree(Commands.run("status", goal, "--json").out());
    assertThat(json.get("state").asText()).isEqualTo("running");
    assertThat(json.get("silentSeconds").asLong()).isBetween(60L, 120L);
  }

  /** Such as one that was copied. */
  @Test
  void aGoalWithoutItsRunTellsWhatItHas() throws IOException {
    withFacts("copied", Map.of(RunRecord.GOAL, "watch"));
    Commands told = Commands.run("status", run("copied"));
    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out()).contains("running");
  }

  @Test
  void sweepsAreToldOfAsAWhole() throws IOException {
    finished("sweep/points/a");
    unfinished("sweep/points/b", 2);
    Files.write(
        folder.resolve("sweep/manifest.json"),
        SweepManifestJson.write(
            new SweepRecord(
                "sweep",
                Stream.of("a", "b", "c")
                    .map(name -> new SweepRecord.Point(name, name, Optional.empty()))
                    .toList(),
                Map.of("c", "refused: no room"))));

    Commands status = Commands.run("status", run("sweep"));
    assertThat(status.code()).as(status.err()).isZero();
    assertThat(status.out().lines().map(line -> line.replaceAll("  +", "|")))
        .anyMatch(line -> line.startsWith("points|1 finished, 1 running, 1 failed, about "))
        .contains(
            "a|finished|4/4|1.250|0.1250 ms|0.1325 ms|points/a", "warning: c: refused: no room")
        .anyMatch(line -> line.startsWith("b|running|2/4|"));
    JsonNode json = JSON.readTree(Commands.run("status", run("sweep"), "--json").out());
    assertThat(json.at("/points/1/run/epochsDone").asInt()).isEqualTo(2);
    assertThat(json.at("/points/2/run").isNull()).isTrue();
    assertThat(json.at("/failures/c").asText()).isEqualTo("refused: no room");

    Commands compared = Commands.run("compare", run("sweep"));
    assertThat(compared.out().lines().map(line -> line.replaceAll("  +", "|")))
        .hasSize(3)
        .anyMatch(line -> line.startsWith("1 a|tiny-searched|"));

    Commands report = Commands.run("report", run("sweep"));
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(folder.resolve("sweep/report.html")).content().contains("<h1>Sweep sweep</h1>");
    assertThat(folder.resolve("sweep/pareto.csv")).content().contains("\na,latency,us,a device,");
    assertThat(folder.resolve("sweep/pareto.json")).exists();
  }

  @Test
  void everyPointOfALargeSweepIsCompared() throws IOException {
    List<String> names = IntStream.rangeClosed(1, 65).mapToObj(i -> "seed=" + i).toList();
    for (String name : names.subList(0, 64)) {
      finished("sweep/points/" + name);
    }
    Files.write(
        folder.resolve("sweep/manifest.json"),
        SweepManifestJson.write(
            new SweepRecord(
                "sweep",
                names.stream()
                    .map(name -> new SweepRecord.Point(name, name, Optional.empty()))
                    .toList(),
                Map.of())));
    String page = run("all.html");

    Commands told = Commands.run("compare", run("sweep"), "--output", page);

    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out().lines()).hasSize(65).last().asString().startsWith("64 seed=64 ");
    assertThat(told.err()).contains("not begun      " + run("sweep") + ": seed=65\n");
    assertThat(Path.of(page))
        .content()
        .contains("Comparison of 64 searches", "seed=10 and 54 others", "64 seed=64")
        .contains("Curves are drawn of the first 24; name fewer runs for others.")
        .contains("The first 24 of 64; the page of each run has its own.");
    JsonNode json = JSON.readTree(Commands.run("compare", run("sweep"), "--json").out());
    assertThat(json.get("runs")).hasSize(64);
  }
}
