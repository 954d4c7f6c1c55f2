package org.fbnetspark.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.run.Schedule;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingProgress.Round;
import org.fbnetspark.report.FigureLayout;
import org.fbnetspark.testing.SampleRetraining;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

  private final List<String> lines = new ArrayList<>();

  private ConsoleProgress search(double secondsBetweenLines) {
    return new ConsoleProgress(
        FigureLayout.of(RunKind.SEARCH, List.of()),
        SampleRun.settings().schedule(),
        2,
        secondsBetweenLines,
        lines::add);
  }

  private static Round round(int epoch, int phase, int index, double seconds) {
    Tally tally = new Tally(100, 200, 25, seconds, 0.5, List.of());
    return new Round(epoch, phase, index, tally, SampleRun.epoch(epoch).figures().subList(9, 12));
  }

  @Test
  void aSearchIsToldRoundByRoundAndEpochByEpoch() {
    ConsoleProgress progress = search(0);
    progress.started(0, List.of(3, 2));
    progress.round(round(1, 0, 0, 2));
    progress.round(round(1, 1, 0, 1));
    progress.epoch(SampleRun.epoch(2));

    assertThat(lines)
        .containsExactly(
            "beginning: 4 epochs of 3 rounds of weights and from epoch 2 on 2 rounds of theta, on 2"
                + " shards",
            lines.get(1),
            lines.get(2),
            lines.get(3),
            "warning: theta is still uniform after 200 steps");
    assertThat(lines.get(1))
        .startsWith("epoch 2/4 weights 1/3 | weight split loss 2.000, supernet accuracy 25.00 % |")
        .contains(" | E[latency] 0.1500 ms, target 0.1280 ms (+17.2 %) | ")
        .contains(" | throughput 50 images/s, slowest task 0.5 s | ETA ")
        .doesNotContain("stands still");
    assertThat(lines.get(2)).startsWith("epoch 2/4 theta 1/2 | theta split loss 2.000");
    assertThat(lines.get(3))
        .startsWith("epoch 3/4 done | weight split loss 1.750, supernet accuracy 37.50 % | theta")
        .as("8 s of rounds and 2 s besides")
        .endsWith(" | ETA 10 s");
    assertThat(progress.imagesPerSecond()).contains(200 / 3.0);
  }

  @Test
  void linesComeNoMoreOftenThanTheyAreWanted() {
    ConsoleProgress progress = search(1000);
    progress.started(2, List.of(3, 2));
    progress.round(round(2, 0, 0, 2));
    progress.running(2, 0, 1, 3, 4);

    assertThat(lines).hasSize(1).first().asString().startsWith("resuming after 2 epochs: 4 ");
    assertThat(search(0).imagesPerSecond()).isEmpty();
  }

  @Test
  void aRetrainingTellsTheBestSoFarAndReckonsWithJudging() {
    Schedule schedule = new Schedule(4, List.of(new Schedule.Phase("train", 0, 3)));
    ConsoleProgress progress =
        new ConsoleProgress(
            FigureLayout.of(RunKind.RETRAIN, List.of()), schedule, 2, 0, lines::add);
    progress.started(0, List.of(2));
    Tally tally = new Tally(100, 200, 25, 2, 0.5, List.of());
    progress.round(new Round(0, 0, 0, tally, List.of()));
    progress.round(new Round(0, 0, 1, tally, List.of()));
    progress.epoch(SampleRetraining.epoch(0));

    assertThat(lines.get(1))
        .startsWith("epoch 1/4 train 1/2 | training loss 2.000, accuracy 25.00 % | ")
        .endsWith(" | ETA 14 s");
    assertThat(lines.get(3))
        .contains(" | held out 50.00 % (95 %: 43.75 % to 56.25 %) | best 50.00 % in epoch 1 | ")
        .as("three epochs of two rounds of 2 s and 1 s of judging")
        .endsWith(" | ETA 15 s");
  }

  @Test
  void thetasRoundsAreGuessedByTheirStepsUntilOneHasEnded() {
    Schedule schedule =
        new Schedule(
            3, List.of(new Schedule.Phase("weights", 0, 4), new Schedule.Phase("theta", 1, 2)));
    RemainingTime remaining = new RemainingTime(schedule, List.of(3, 2));
    assertThat(remaining.afterEpoch(0)).isZero();
    remaining.add(round(0, 0, 0, 4));
    // Two more rounds of 4 s, and in two epochs three of them and two of theta, half as long.
    assertThat(remaining.afterRound()).isEqualTo(2 * 4 + 2 * (3 * 4 + 2 * 2));
    remaining.add(round(1, 0, 2, 4));
    assertThat(remaining.afterRound()).isEqualTo(2 * 2 + 3 * 4 + 2 * 2);
    remaining.add(round(1, 1, 0, 1));
    assertThat(remaining.afterRound()).isEqualTo(1 + 3 * 4 + 2 * 1);
  }
}
