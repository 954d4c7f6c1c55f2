package org.fbnetspark.domain.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalInt;
import org.fbnetspark.testing.SampleRetraining;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class RunStatusTest {

  private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

  private static RunStatus status(RunRecord run, long silentSeconds) {
    return status(run, silentSeconds, "");
  }

  private static RunStatus status(RunRecord run, long silentSeconds, String notResumable) {
    RunPulse pulse =
        new RunPulse(
            run.finished(),
            false,
            WRITTEN,
            WRITTEN.plusSeconds(silentSeconds),
            run.epochs().stream().mapToDouble(Epoch::seconds).max());
    return new RunStatus(run, pulse, OptionalInt.empty(), notResumable);
  }

  private static RunRecord finished() {
    return SampleRun.finished("/runs/1").run();
  }

  private static RunRecord unfinished(int epochs) {
    return SampleRun.unfinished("/runs/1", epochs).run();
  }

  @Test
  void aRunIsSilentAfterThreeEpochsButNotWithinTwoMinutes() {
    RunRecord run = unfinished(2);
    assertThat(status(run, 119).pulse().state()).isEqualTo(RunPulse.State.RUNNING);
    assertThat(status(run, 121).pulse().state()).isEqualTo(RunPulse.State.SILENT);
    assertThat(status(run, -5).pulse().silence()).isZero();
    RunRecord begun = unfinished(0);
    assertThat(status(begun, 29 * 60).pulse().state()).isEqualTo(RunPulse.State.RUNNING);
    assertThat(status(begun, 31 * 60).pulse().state()).isEqualTo(RunPulse.State.SILENT);
    assertThat(status(finished(), 1_000_000).pulse().state()).isEqualTo(RunPulse.State.FINISHED);
  }

  @Test
  void whatIsLeftIsTheMeanOfEachPhase() {
    RunStatus two = status(unfinished(2), 0);
    assertThat(two.secondsPerEpoch()).hasValue(4.5);
    assertThat(two.remainingSeconds()).hasValue(10);
    assertThat(two.remainingIsLeast()).isFalse();
    RunStatus one = status(unfinished(1), 0);
    assertThat(one.remainingSeconds()).hasValue(12);
    assertThat(one.remainingIsLeast()).isTrue();
    assertThat(status(unfinished(0), 0).remainingSeconds()).isEmpty();
    assertThat(status(finished(), 0).remainingSeconds()).hasValue(0);
  }

  @Test
  void checkpointsThatCannotBeUsedStandInTheWay() {
    RunRecord run = unfinished(2);
    assertThat(status(run, 0).resumable()).isTrue();
    assertThat(status(run, 0, "damaged").resumable()).isFalse();
    assertThat(status(finished(), 0).resumable()).isFalse();
  }

  @Test
  void whatEpochsTakeBesidesTheirPhasesIsLeftToo() {
    RunStatus two = status(SampleRetraining.unfinished("/runs/1", 2).run(), 0);
    assertThat(two.secondsPerEpoch()).hasValue(5);
    assertThat(two.remainingSeconds()).hasValue(10);
    assertThat(two.remainingIsLeast()).isFalse();
  }
}
