package org.fbnetspark.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingFailedException;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.testing.Picks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SearchLoopTest {

  private static final Alternation EPOCHS = new Alternation.Epochs();

  private final ToySearch.Workers workers = new ToySearch.Workers(EPOCHS);
  private final ToySearch.Memory memory = new ToySearch.Memory();
  private final ToySearch.Told told = new ToySearch.Told();

  private SearchState run(int epochs, int warmupEpochs, TrainingProgress progress) {
    return new SearchLoop(
            ToySearch.settings(epochs, warmupEpochs), ToySearch.goals(), workers, memory, progress)
        .run(ToySearch.initial());
  }

  @Test
  void weightsAreTrainedBeforeThetaInEveryEpochAndAloneDuringWarmUp() {
    run(2, 1, told);

    assertThat(workers.calls)
        .containsExactly(
            "w 0.0",
            "w 0.1",
            "w 0.2",
            "w 1.0",
            "w 1.1",
            "w 1.2",
            "open 1.0",
            "theta 1.0",
            "theta 1.1",
            "close 1.0");
  }

  @Test
  void thetaStandsStillDuringWarmUpAndWeightsDuringTheThetaPhase() {
    run(3, 2, told);

    assertThat(memory.kept.get(2).thetas().get(0)).isEqualTo(Theta.uniform(ToySearch.SPACE));
    assertThat(memory.kept.get(2).goals().get(0).moments().steps()).isZero();
    assertThat(memory.kept.get(3).thetas().get(0)).isNotEqualTo(Theta.uniform(ToySearch.SPACE));
    assertThat(memory.kept.get(3).goals().get(0).moments().steps()).isEqualTo(2);
    assertThat(workers.thetaRounds.get(1).thetas().get(0))
        .isNotEqualTo(workers.thetaRounds.get(0).thetas().get(0));
  }

  @Test
  void thetaFindsTheBetterCandidates() {
    SearchState end = run(60, 0, told);

    assertThat(Picks.mostProbable(end.thetas().get(0))).containsExactly(0, 0);
    assertThat(end.thetas().get(0).probabilities(0)[0]).isGreaterThan(0.6);
  }

  @Test
  void theLearningRateFallsFromRoundToRound() {
    run(2, 0, told);

    assertThat(workers.rates).hasSize(6);
    for (int i = 0; i < 6; i++) {
      assertThat(workers.rates.get(i))
          .isCloseTo(0.1 * (1 + Math.cos(Math.PI * i / 6)) / 2, offset(1e-12));
    }
  }

  @Test
  void everyRoundIsGivenTheTemperatureOfItsEpoch() {
    run(3, 0, told);

    assertThat(workers.weightRounds)
        .allSatisfy(
            round ->
                assertThat(round.temperature())
                    .isEqualTo(5 * StrictMath.exp(-0.045 * round.epoch())));
    assertThat(workers.thetaRounds).extracting(Round::temperature).contains(5.0);
  }

  private static double value(Epoch epoch, String figure) {
    return epoch.value(figure).orElseThrow();
  }

  @Test
  void epochsCountBothSplitsAndLeaveThetaOutDuringWarmUp() {
    run(2, 1, told);

    Epoch warmup = told.epochs.get(0);
    assertThat(warmup.figure("theta/loss")).isEmpty();
    assertThat(value(warmup, "weights/examples")).isEqualTo(24);
    assertThat(value(warmup, "theta/entropy")).isEqualTo(StrictMath.log(3), offset(1e-12));
    Epoch second = told.epochs.get(1);
    assertThat(value(second, "theta/examples")).isEqualTo(8);
    assertThat(value(second, "theta/accuracy")).isEqualTo(0.5);
    assertThat(value(second, "theta/hardware-loss")).isEqualTo(1);
    assertThat(second.seconds()).isEqualTo(2.5);
    assertThat(value(second, "images-per-second")).isEqualTo(32 / 2.5);
    assertThat(warmup.probabilities()).extracting("choice").containsExactly("first", "second");
    assertThat(warmup.probabilities().get(0).probabilities()).allMatch(p -> p == 1.0 / 3);
    assertThat(second.probabilities().get(1).candidates())
        .containsExactly("mb_k3_e1", "mb_k5_e1", "skip");
    assertThat(second.probabilities().get(1).probabilities().get(0)).isGreaterThan(1.0 / 3);
  }

  @Test
  void aThetaRoundFollowsEverySoManyWeightRounds() {
    ToySearch.Workers every = new ToySearch.Workers(new Alternation.Rounds(2));
    loop(new Alternation.Rounds(2), every, memory, told).run(ToySearch.initial());

    assertThat(every.calls.subList(0, 11))
        .containsExactly(
            "w 0.0",
            "w 0.1",
            "w 0.2",
            "w 1.0",
            "w 1.1",
            "open 1.0",
            "theta 1.0",
            "close 1.0",
            "w 1.2",
            "w 2.0",
            "w 2.1");
    assertThat(memory.kept.get(4).goals().get(0).moments().steps()).isEqualTo(3);
    assertThat(told.epochs.get(1).value("theta/examples")).contains(4.0);
    assertThat(every.weightRounds.get(5).thetas().get(0))
        .as("the theta of a weight round behind a theta round")
        .isEqualTo(memory.kept.get(2).thetas().get(0));
  }

  @Test
  void phasesOfAnEpochHaveNamesOfTheirOwn() {
    ToySearch.Workers every = new ToySearch.Workers(new Alternation.Rounds(1));
    loop(new Alternation.Rounds(1), every, memory, told).run(ToySearch.initial());

    assertThat(every.calls.stream().filter(call -> call.startsWith("open")))
        .hasSize(9)
        .doesNotHaveDuplicates()
        .startsWith("open 1.0", "open 1.1", "open 1.2", "open 2.0");
  }

  @Test
  void everyFigureHasItsNameAndUnitOnce() {
    run(2, 1, told);

    assertThat(told.epochs.get(1).figures())
        .extracting(figure -> figure.name() + " " + figure.unit())
        .containsExactly(
            "weights/loss nats",
            "weights/accuracy share",
            "weights/examples count",
            "weights/seconds s",
            "theta/loss nats",
            "theta/accuracy share",
            "theta/examples count",
            "theta/seconds s",
            "theta/hardware-loss nats",
            "macs/expected MACs",
            "theta/entropy nats",
            "temperature ",
            "learning-rate ",
            "images-per-second images/s",
            "slowest-task s",
            "seconds s");
    assertThat(told.rounds.get(0).figures())
        .extracting(Figure::name)
        .containsExactly("macs/expected", "theta/entropy", "temperature");
  }

  @ParameterizedTest
  @MethodSource("alternations")
  void killedAnywhereAndResumedGivesTheStateOfTheUninterruptedRun(Alternation alternation) {
    SearchState whole =
        loop(alternation, new ToySearch.Workers(alternation), memory, told)
            .run(ToySearch.initial());
    for (int rounds = 1; rounds < told.rounds.size(); rounds++) {
      int killAt = rounds;
      ToySearch.Memory kept = new ToySearch.Memory();
      TrainingProgress killer =
          new ToySearch.Told() {
            @Override
            public void round(Round round) {
              super.round(round);
              if (rounds.size() == killAt) {
                throw new IllegalStateException("killed");
              }
            }
          };
      assertThatThrownBy(
              () ->
                  loop(alternation, new ToySearch.Workers(alternation), kept, killer)
                      .run(ToySearch.initial()))
          .hasMessage("killed");

      SearchState resumed =
          loop(alternation, new ToySearch.Workers(alternation), kept, new ToySearch.Told())
              .run(ToySearch.initial());

      assertThat(resumed).as("killed after round %s", rounds).isEqualTo(whole);
    }
  }

  static List<Alternation> alternations() {
    return List.of(EPOCHS, new Alternation.Rounds(1), new Alternation.Rounds(2));
  }

  private static SearchLoop loop(
      Alternation alternation,
      SearchWorkers workers,
      Checkpoints checkpoints,
      TrainingProgress progress) {
    return new SearchLoop(
        ToySearch.settings(4, 1, alternation), ToySearch.goals(), workers, checkpoints, progress);
  }

  @Test
  void aRoundWithoutAFiniteShardStopsTheSearchWithAdvice() {
    SearchWorkers lost =
        new SearchWorkers() {
          @Override
          public Plan plan() {
            return new Plan(1, 1);
          }

          @Override
          public WeightOutcome trainWeights(Round round, double learningRate, Weights weights) {
            return new WeightOutcome(weights, 0, new Tally(0, 0, 0, 1, 1, List.of(0, 1)));
          }

          @Override
          public ThetaPhase thetaPhase(int epoch, int firstRound, Weights weights) {
            throw new AssertionError("theta must not be reached");
          }

          @Override
          public void close() {}
        };

    assertThatThrownBy(
            () ->
                new SearchLoop(ToySearch.settings(1, 0), ToySearch.goals(), lost, memory, told)
                    .run(ToySearch.initial()))
        .isInstanceOf(TrainingFailedException.class)
        .hasMessageContaining("epoch 1, weight round 1")
        .hasMessageContaining("lower search.weights.learning-rate");
    assertThat(memory.kept).isEmpty();
  }

  @Test
  void theThetaPhaseIsClosedWhenARoundFails() {
    TrainingProgress failing =
        new ToySearch.Told() {
          @Override
          public void round(Round round) {
            if (round.phase() == 1) {
              throw new IllegalStateException("lost");
            }
          }
        };

    assertThatThrownBy(() -> run(1, 0, failing)).hasMessage("lost");
    assertThat(workers.calls).endsWith("theta 0.0", "close 0.0");
  }
}
