package org.fbnetspark.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class SweepProgressTest {

  @Test
  void everyPointThatEndsIsToldWithWhatIsLeft() {
    List<String> lines = new ArrayList<>();
    AtomicLong clock = new AtomicLong();
    SweepProgress progress = new SweepProgress(4, 1, lines::add, clock::get);
    progress.add("warm-up x", 2, 0);
    progress.add("a", 4, 2);
    progress.add("b", 4, 2);
    progress.add("c", 4, 0);
    progress.watch("warm-up x").started(0, List.of(1, 1));
    progress.ended("warm-up x", 0, true);
    progress.watch("a").started(2, List.of(1, 1));
    progress.watch("b").started(3, List.of(1, 1));
    progress.ended("c", 1, false);
    clock.addAndGet(9_000_000_000L);
    progress.watch("a").epoch(SampleRun.epoch(2));
    clock.addAndGet(1_000_000_000L);
    progress.watch("b").epoch(SampleRun.epoch(2));
    progress.ended("a", 1, true);
    progress.ended("b", 1, true);

    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .isEqualTo(
            "sweep: 1 of 4 points finished, 1 failed | running a, b | 3 epochs left | ETA unknown");
    assertThat(lines.get(1))
        .isEqualTo(
            "sweep: 1 of 4 points finished, 1 failed | running a, b | 2 epochs left | ETA 10 s");
    assertThat(lines.get(2))
        .isEqualTo("sweep: 2 of 4 points finished, 1 failed | running b | 1 epochs left | ETA 5 s");
    assertThat(lines.get(3))
        .isEqualTo("sweep: 3 of 4 points finished, 1 failed | 0 epochs left | ETA 0 s");
  }

  @Test
  void finalistsAreLeftBehindTheLastEpochs() {
    List<String> lines = new ArrayList<>();
    AtomicLong clock = new AtomicLong();
    SweepProgress progress = new SweepProgress(2, 0, lines::add, clock::get);
    progress.add("a", 1, 0);
    progress.add("b", 1, 0);
    for (String run : List.of("a", "b")) {
      progress.watch(run).started(0, List.of(1, 1));
      clock.addAndGet(5_000_000_000L);
      progress.watch(run).epoch(SampleRun.epoch(0));
    }
    progress.ended("a", 1, true);
    progress.ended("b", 1, true);

    assertThat(lines)
        .containsExactly(
            "sweep: 0 of 2 points finished | running a, b | finalists left | ETA unknown",
            "sweep: 1 of 2 points finished | running b | finalists left | ETA unknown",
            "sweep: 2 of 2 points finished | 0 epochs left | ETA 0 s");
  }
}
