package org.fbnetspark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.fbnetspark.testing.SampleRetraining;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about runs, on directories as searches and retrainings leave them. */
class RunCommandsTest {

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

  @Test
  void aLiveRunTellsItsPaceAndHowToGoOn() throws IOException {
    unfinished("live", 3);
    Commands told = Commands.run("status", run("live"));
    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out().lines().map(line -> line.replaceAll("  +", "|")))
        .anyMatch(line -> line.endsWith("/live"))
        .contains("state|running")
        .contains("epochs|3 of 4, 5 s each, 5 s to go")
        .contains("weight split|loss 1.750, supernet accuracy 37.50 %")
        .contains("theta split|loss 1.500, supernet accuracy 40.00 %")
        .contains("E[latency]|0.1400 ms, target 0.1280 ms (+9.4 %)")
        .contains("E[macs]|17,500,000 MACs, at most 20,000,000 MACs (-12.5 %)")
        .contains("throughput|400 images/s")
        .contains("theta|entropy 1.500, temperature 3.00")
        .contains("checkpoint|after epoch 3")
        .contains("warning: theta is still uniform after 200 steps")
        .anyMatch(line -> line.startsWith("should it end|./submit/search --resume --run-dir /"));
    assertThat(told.err()).isEmpty();
  }

  @Test
  void aKilledRunIsSeenByItsSilence() throws IOException {
    Path killed = unfinished("killed", 2);
    SampleRun.age(killed, Instant.now().minusSeconds(7200));
    Commands told = Commands.run("status", run("killed"));
    assertThat(told.out())
        .contains("silent for 2 h 00 min, longer than it should be", "go on with");
    JsonNode json = JSON.readTree(Commands.run("status", run("killed"), "--json").out());
    assertThat(json.get("state").asText()).isEqualTo("silent");
    assertThat(json.get("silentSeconds").asLong()).isBetween(7200L, 7300L);
    assertThat(json.get("epochsDone").asInt()).isEqualTo(2);
    assertThat(json.get("resumable").asBoolean()).isTrue();
    assertThat(json.get("checkpointEpochs").asInt()).isEqualTo(2);
  }

  /** Such as by Ctrl-C, or by a kill of the driver on this machine. */
  @Test
  void aRunWhoseProcessHasEndedIsToldAtOnce() throws IOException {
    Path run = unfinished("ended", 2);
    Files.delete(run.resolve(".claim-1"));
    Commands told = Commands.run("status", run("ended"));
    assertThat(told.out().lines().map(line -> line.replaceAll("  +", "|")))
        .contains("state|ended before it was finished")
        .anyMatch(line -> line.startsWith("go on with|./submit/search --resume --run-dir /"));
    JsonNode json = JSON.readTree(Commands.run("status", run("ended"), "--json").out());
    assertThat(json.get("state").asText()).isEqualTo("ended");
  }

  @Test
  void aRunWithoutAnEpochBeginsAnew() throws IOException {
    unfinished("begun", 0);
    Commands told = Commands.run("status", run("begun"));
    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out()).contains("running, its first epoch", "none yet; a resumed run begins");
    JsonNode json = JSON.readTree(Commands.run("status", run("begun"), "--json").out());
    assertThat(json.get("last").isNull()).isTrue();
    assertThat(json.get("remainingSeconds").isNull()).isTrue();
  }

  @Test
  void aFinishedRunNeedsNoResuming() throws IOException {
    finished("over");
    Commands told = Commands.run("status", run("over"));
    assertThat(told.out()).contains("finished", "4 of 4").doesNotContain("go on with", "to go");
    JsonNode json = JSON.readTree(Commands.run("status", run("over"), "--json").out());
    assertThat(json.get("resumable").asBoolean()).isFalse();
    assertThat(json.get("resumeCommand").isNull()).isTrue();
  }

  @Test
  void damagedCheckpointsAreNoWayBack() throws IOException {
    Path damaged = unfinished("damaged", 2);
    Files.writeString(damaged.resolve("checkpoints/epoch-000002.state"), "no state");
    Commands told = Commands.run("status", run("damaged"));
    assertThat(told.code()).isZero();
    assertThat(told.out()).contains("cannot be used: All 1 checkpoints").doesNotContain("go on");
  }

  @Test
  void runsOfEarlierVersionsAreRefusedByName() throws IOException {
    Path old = finished("old");
    Files.writeString(old.resolve("metrics.jsonl"), "{\"epoch\":0,\"weights\":{\"loss\":1}}\n");
    for (String command : List.of("status", "report")) {
      Commands refused = Commands.run(command, run("old"));
      assertThat(refused.code()).isEqualTo(3);
      assertThat(refused.err())
          .contains("metrics.jsonl, line 1, version: is missing: the run is of an earlier version");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "report"})
  void whatIsNoRunIsRefused(String command) throws IOException {
    Files.createDirectories(folder.resolve("empty"));
    Commands empty = Commands.run(command, run("empty"));
    assertThat(empty.code()).isEqualTo(2);
    assertThat(empty.err()).contains("empty is not the directory of a run (no manifest.json)");
    Commands none = Commands.run(command, run("none"));
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("none does not exist; name the directory");
    finished("runs/a");
    assertThat(Commands.run(command, run("runs")).err()).contains("it holds runs, such as");
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("dataset.json"), "{}");
    assertThat(Commands.run(command, run("data")).err()).contains("it is a data set");
  }

  @Test
  void runsOfAnotherKindAreNamed() throws IOException {
    Path other = finished("other");
    Files.writeString(
        other.resolve("manifest.json"), "{\"format\": \"fbnet-spark/other\", \"version\": 1}");
    Commands refused = Commands.run("status", run("other"));
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err())
        .contains("manifest.json, format: must be fbnet-spark/run, but was fbnet-spark/other");
  }

  @Test
  void aDamagedLineIsNamed() throws IOException {
    Path damaged = finished("damaged");
    Path metrics = damaged.resolve("metrics.jsonl");
    Files.writeString(metrics, Files.readString(metrics) + "{\"epoch\": 4, \"wei");
    Commands refused = Commands.run("status", run("damaged"));
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("metrics.jsonl, line 5: ");
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void thePageIsWrittenAgainWhereItIsWanted() throws IOException {
    Path over = finished("over");
    Commands report = Commands.run("report", run("over"));
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(report.out()).isEmpty();
    assertThat(report.err()).contains("over/report.html");
    assertThat(over.resolve("report.html")).content().contains("<h1>tiny-searched</h1>");
    String elsewhere = run("page.html");
    assertThat(Commands.run("report", run("over"), "--output", elsewhere).code()).isZero();
    assertThat(Path.of(elsewhere)).hasSameTextualContentAs(over.resolve("report.html"));
    assertThat(Commands.run("report", run("over"), "--output", run("page.pdf")).err())
        .contains("must end in .html");
  }

  @Test
  void runsAreComparedInTheOrderGiven() throws IOException {
    finished("b");
    unfinished("a", 2);
    String page = run("both.html");
    Commands told = Commands.run("compare", run("b"), run("a"), "--output", page);
    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out().lines().map(line -> line.replaceAll("  +", "|")))
        .satisfiesExactly(
            header -> assertThat(header).startsWith("run|network|").contains("|supernet loss|"),
            b -> assertThat(b).startsWith("1 b|tiny-searched|").contains("|0.1325 ms|"),
            a -> assertThat(a).startsWith("2 a|not finished|").endsWith("|7|2/4|400 images/s"));
    assertThat(Path.of(page)).content().contains("Comparison of 2 searches");
    JsonNode json = JSON.readTree(Commands.run("compare", run("b"), run("a"), "--json").out());
    assertThat(json.at("/runs/0/outcome/measuredLatencyMillis").asDouble()).isEqualTo(0.1325);
    assertThat(json.at("/runs/1/outcome").isNull()).isTrue();
    assertThat(json.at("/runs/1/epochsDone").asInt()).isEqualTo(2);
  }

  @Test
  void comparingNeedsTwoRuns() throws IOException {
    finished("one");
    assertThat(Commands.run("compare", run("one")).code()).isEqualTo(2);
    Commands none = Commands.run("compare", run("one"), run("none"));
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("none does not exist");
  }

  @Test
  void retrainingsHavePagesToo() throws IOException {
    Path over = SampleRetraining.write(SampleRetraining.finished(run("over")));
    Commands report = Commands.run("report", run("over"));
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(over.resolve("report.html")).content().contains("90.00 % of 50 test images");
    Path killed = SampleRetraining.write(SampleRetraining.unfinished(run("killed"), 2));
    SampleRun.claimed(killed);
    assertThat(Commands.run("report", run("killed")).code()).isZero();
    assertThat(killed.resolve("report.html")).content().contains("Not finished: 2 of 4 epochs");
    assertThat(Commands.run("status", run("killed")).out().lines())
        .map(line -> line.replaceAll("  +", "|"))
        .contains(
            "epochs|2 of 4, 5 s each, 10 s to go",
            "network|tiny-searched",
            "training|loss 2.000, accuracy 31.25 %",
            "held out|60.00 % (95 %: 53.75 % to 66.25 %)",
            "best|60.00 % in epoch 2",
            "checkpoint|none yet; a resumed run begins anew")
        .anyMatch(line -> line.startsWith("should it end|./submit/retrain --resume --run-dir /"));
  }

  @Test
  void retrainingsAreComparedWithTheirOwnKind() throws IOException {
    SampleRetraining.write(SampleRetraining.finished(run("b")));
    SampleRetraining.write(SampleRetraining.unfinished(run("a"), 0));
    String page = run("both.html");
    Commands told = Commands.run("compare", run("b"), run("a"), "--output", page);
    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.out().lines().map(line -> line.replaceAll("  +", "|")))
        .satisfiesExactly(
            header -> assertThat(header).startsWith("run|network|MACs|"),
            b -> assertThat(b).endsWith("|70.00 %|90.00 %|78.64 to 95.65 %|7|4/4|400 images/s"),
            a -> assertThat(a).endsWith("|-|-|-|7|0/4|-"));
    assertThat(Path.of(page)).content().contains("Comparison of 2 retrainings");
    JsonNode json = JSON.readTree(Commands.run("compare", run("b"), run("a"), "--json").out());
    assertThat(json.at("/runs/0/outcome/test/top1/accuracy").asDouble()).isEqualTo(0.9);
    assertThat(json.at("/runs/0/outcome/heldOut/epoch").asInt()).isEqualTo(2);
    assertThat(json.at("/runs/1/last").isNull()).isTrue();

    finished("search");
    Commands mixed = Commands.run("compare", run("b"), run("search"));
    assertThat(mixed.code()).isEqualTo(2);
    assertThat(mixed.err())
        .contains("are compared with each other", "retrainings: " + run("b"))
        .contains("searches: " + run("search"));
  }

  @Test
  void metricsThatEndBeforeTheSearchDidAreRefused() throws IOException {
    finished("cut");
    Path metrics = Path.of(run("cut")).resolve("metrics.jsonl");
    Files.writeString(metrics, Files.readString(metrics).lines().findFirst().orElseThrow() + "\n");
    Commands refused = Commands.run("status", run("cut"));
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err())
        .contains("metrics.jsonl, its last line: is of epoch 1, but the search has ended after 4");
  }

  /** Nothing is fetched and nothing asked of the environment for whoever has written a run. */
  @Test
  void aKeptConfigurationReachesForNothing() throws IOException {
    for (String line : List.of("include url(\"http://127.0.0.1:9/\")", "prepare.name = ${HOME}")) {
      String name = "kept" + line.length();
      finished(name);
      Path config = Path.of(run(name)).resolve("config.conf");
      Files.writeString(config, Files.readString(config) + "\n" + line + "\n");
      for (String command : List.of("status", "report")) {
        Commands refused = Commands.run(command, run(name));
        assertThat(refused.code()).as(refused.out()).isEqualTo(2);
        assertThat(refused.err()).contains("config.conf");
      }
    }
  }

  @Test
  void aDamagedEvaluationIsNamed() throws IOException {
    Path over = SampleRetraining.write(SampleRetraining.finished(run("over")));
    Path evaluation = over.resolve("evaluation.json");
    Files.writeString(
        evaluation, Files.readString(evaluation).replaceFirst("\\[ \\[ 9, 1", "[ [ 9, -1"));
    Commands refused = Commands.run("report", run("over"));
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains("evaluation.json, confusion[0][1]: must be a whole number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "report", "compare"})
  void helpTellsUsageAndExitCodes(String command) {
    Commands run = Commands.run(command, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("./submit/" + command + " RUN", "Examples:", "Exit codes:");
  }
}
