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

  @Test
  void retrainingsAreInTheTimeLeftOnceSomeAreOver() {
    List<String> lines = new ArrayList<>();
    AtomicLong clock = new AtomicLong();
    SweepProgress progress = new SweepProgress(2, 0, lines::add, clock::get);
    progress.add("a", 2, 0);
    progress.retrains("a", 2, 5);
    progress.add("b", 6, 0);
    progress.retrains("b", 3, 5);
    progress.watch("a").started(0, List.of(1, 1));
    for (int epoch = 0; epoch < 2; epoch++) {
      clock.addAndGet(10_000_000_000L);
      progress.watch("a").epoch(SampleRun.epoch(epoch));
    }
    clock.addAndGet(40_000_000_000L);
    progress.ended("a", 1, true);
    progress.watch("b").started(0, List.of(1, 1));
    for (int epoch = 0; epoch < 6; epoch++) {
      clock.addAndGet(10_000_000_000L);
      progress.watch("b").epoch(SampleRun.epoch(epoch));
    }

    assertThat(lines.stream().map(line -> line.replaceAll("^.* left \\|", "")))
        .startsWith(" ETA 1 min 10 s without up to 5 retrainings")
        .contains(" ETA 2 min 00 s");
    assertThat(lines.get(2)).endsWith("6 epochs and up to 3 retrainings left | ETA 2 min 00 s");
    assertThat(lines)
        .last()
        .asString()
        .endsWith("0 epochs and up to 3 retrainings left | ETA 1 min 00 s");
  }

  /** One that was resumed within its retrainings had done some of them before. */
  @Test
  void retrainingsOfWhichSomeWereDoneBeforeTellNoTime() {
    List<String> lines = new ArrayList<>();
    AtomicLong clock = new AtomicLong();
    SweepProgress progress = new SweepProgress(3, 0, lines::add, clock::get);
    for (String run : List.of("a", "b", "c")) {
      progress.add(run, 2, run.equals("c") ? 1 : 2);
      progress.retrains(run, 4, 5);
    }
    progress.watch("a").started(2, List.of(1, 1));
    clock.addAndGet(5_000_000_000L);
    progress.ended("a", 1, true);
    progress.watch("b").started(2, List.of(1, 1));
    progress.ended("b", 1, false);
    progress.watch("c").started(1, List.of(1, 1));
    clock.addAndGet(20_000_000_000L);
    progress.watch("c").epoch(SampleRun.epoch(1));

    assertThat(lines.get(1)).endsWith("| 1 epochs left | ETA unknown without up to 4 retrainings");
    assertThat(lines).last().asString().endsWith("| up to 4 retrainings left | ETA unknown");
  }
}
