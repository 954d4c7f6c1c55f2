package org.fbnetspark.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalInt;
import org.fbnetspark.domain.train.RunPulse;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class RunStatusTest {

  private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

  private static RunStatus status(RunRecord run, long silentSeconds) {
    return new RunStatus(run, WRITTEN, WRITTEN.plusSeconds(silentSeconds), OptionalInt.empty(), "");
  }

  @Test
  void aRunIsSilentAfterThreeEpochsButNotWithinTwoMinutes() {
    RunRecord run = SampleRun.unfinished("/runs/1", 2);
    assertThat(status(run, 119).state()).isEqualTo(RunPulse.State.RUNNING);
    assertThat(status(run, 121).state()).isEqualTo(RunPulse.State.SILENT);
    assertThat(status(run, -5).silence()).isZero();
    RunRecord begun = SampleRun.unfinished("/runs/1", 0);
    assertThat(status(begun, 29 * 60).state()).isEqualTo(RunPulse.State.RUNNING);
    assertThat(status(begun, 31 * 60).state()).isEqualTo(RunPulse.State.SILENT);
    assertThat(status(SampleRun.finished("/runs/1"), 1_000_000).state())
        .isEqualTo(RunPulse.State.FINISHED);
  }

  @Test
  void whatIsLeftIsTheMeanOfEachPhase() {
    RunStatus two = status(SampleRun.unfinished("/runs/1", 2), 0);
    assertThat(two.secondsPerEpoch()).hasValue(4.5);
    assertThat(two.remainingSeconds()).hasValue(10);
    assertThat(two.remainingIsLeast()).isFalse();
    RunStatus one = status(SampleRun.unfinished("/runs/1", 1), 0);
    assertThat(one.remainingSeconds()).hasValue(12);
    assertThat(one.remainingIsLeast()).isTrue();
    assertThat(status(SampleRun.unfinished("/runs/1", 0), 0).remainingSeconds()).isEmpty();
    assertThat(status(SampleRun.finished("/runs/1"), 0).remainingSeconds()).hasValue(0);
  }

  @Test
  void checkpointsThatCannotBeUsedStandInTheWay() {
    RunRecord run = SampleRun.unfinished("/runs/1", 2);
    assertThat(status(run, 0).resumable()).isTrue();
    assertThat(new RunStatus(run, WRITTEN, WRITTEN, OptionalInt.empty(), "damaged").resumable())
        .isFalse();
    assertThat(status(SampleRun.finished("/runs/1"), 0).resumable()).isFalse();
  }

  @Test
  void commandsAreQuotedForTheShell() {
    RunRecord local = SampleRun.finished("file:/runs/a b's");
    assertThat(new RunCommands(local).resume())
        .isEqualTo("./submit/search --resume --run-dir '/runs/a b'\\''s'");
    assertThat(new RunCommands(SampleRun.finished("file:/runs/1")).again())
        .containsExactly(
            "./submit/search --config /runs/1/config.conf"
                + " --set cost.latency-table=/runs/1/latency-table.json --run-dir runs/again");
    assertThat(new RunCommands(SampleRun.finished("hdfs://host/runs/1")).again())
        .containsExactly(
            "hadoop fs -get hdfs://host/runs/1/config.conf config.conf",
            "./submit/search --config config.conf"
                + " --set cost.latency-table=hdfs://host/runs/1/latency-table.json"
                + " --run-dir runs/again");
  }
}
