package org.fbnetspark.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class SweepProgressTest {

  @Test
  void everyPointThatEndsIsToldWithWhatIsLeft() {
    List<String> lines = new ArrayList<>();
    SweepProgress progress = new SweepProgress(4, 1, lines::add);
    progress.add("warm-up x", 2, 0);
    progress.add("a", 4, 2);
    progress.add("b", 4, 2);
    progress.add("c", 4, 0);
    progress.watch("warm-up x").started(0, List.of(1, 1));
    progress.ended("warm-up x", 0, true);
    progress.watch("a").started(2, List.of(1, 1));
    progress.watch("b").started(3, List.of(1, 1));
    progress.ended("c", 1, false);
    progress.watch("a").epoch(SampleRun.epoch(2));
    progress.ended("a", 1, true);
    progress.ended("b", 1, true);

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .isEqualTo(
            "sweep: 1 of 4 points finished, 1 failed | running a, b | 3 epochs left | ETA unknown");
    assertThat(lines.get(1))
        .startsWith("sweep: 2 of 4 points finished, 1 failed | running b | 1 epochs left | ETA ");
    assertThat(lines.get(2))
        .isEqualTo("sweep: 3 of 4 points finished, 1 failed | 0 epochs left | ETA 0 s");
  }
}
