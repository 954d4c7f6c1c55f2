package org.fbnetspark.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.train.LearningRate;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.testing.Changed;
import org.junit.jupiter.api.Test;

class RetrainLoopTest {

  private static final int EXAMPLES = 10;

  /** Correct ones of the held-out examples after each epoch. */
  private static final List<Integer> CORRECT = List.of(5, 8, 6, 8);

  private final List<TrainingProgress.Round> rounds = new ArrayList<>();
  private final List<Epoch> epochs = new ArrayList<>();

  private static RetrainSettings settings(int epochs, Optional<Integer> patience) {
    return new RetrainSettings(
        7,
        RetrainEngine.ROUNDS,
        epochs,
        8,
        2,
        3,
        new LearningRate.Cosine(0.1, 0, epochs),
        0.9,
        1e-4,
        0.1,
        0.1,
        0.9,
        0.2,
        4,
        patience,
        OuterStep.NONE,
        CellRecipe.NONE);
  }

  private RetrainState run(int count, Optional<Integer> patience) {
    return new RetrainLoop(settings(count, patience), new Workers(), new Forgetful(), new Told())
        .run(RetrainState.initial(7, new float[] {0}));
  }

  @Test
  void theBestEpochSoFarIsTheFirstOfTheMostAccurate() {
    run(4, Optional.empty());

    assertThat(epochs)
        .extracting(epoch -> epoch.value("held-out/best-epoch").orElseThrow())
        .containsExactly(1.0, 2.0, 2.0, 2.0);
    assertThat(epochs)
        .extracting(epoch -> epoch.value("held-out/best-accuracy").orElseThrow())
        .containsExactly(0.5, 0.8, 0.8, 0.8);
    assertThat(epochs)
        .extracting(epoch -> epoch.value("held-out/accuracy").orElseThrow())
        .containsExactly(0.5, 0.8, 0.6, 0.8);
    assertThat(epochs.get(0).value("held-out/low").orElseThrow()).isBetween(0.2, 0.5);
    assertThat(epochs.get(0).value("held-out/high").orElseThrow()).isBetween(0.5, 0.8);
  }

  @Test
  void trainingEndsOnAPlateau() {
    assertThat(run(4, Optional.of(1)).epoch()).isEqualTo(3);
  }

  @Test
  void everyFigureHasItsNameAndUnitOnce() {
    run(1, Optional.empty());

    assertThat(epochs.get(0).figures())
        .extracting(figure -> figure.name() + " " + figure.unit())
        .containsExactly(
            "train/loss nats",
            "train/accuracy share",
            "train/examples count",
            "train/seconds s",
            "held-out/loss nats",
            "held-out/accuracy share",
            "held-out/examples count",
            "held-out/low share",
            "held-out/high share",
            "held-out/best-accuracy share",
            "held-out/best-epoch count",
            "learning-rate ",
            "images-per-second images/s",
            "slowest-task s",
            "seconds s");
    assertThat(epochs.get(0).figures()).extracting(Figure::name).doesNotHaveDuplicates();
    assertThat(epochs.get(0).value("train/examples")).contains(16.0);
    assertThat(rounds).extracting(TrainingProgress.Round::index).containsExactly(0, 1);
  }

  /** Rates of the two rounds are 0.1 and 0.05, and every gradient is 1. */
  @Test
  void theOuterStepFollowsEachRound() {
    RetrainSettings settings =
        Changed.of(
            settings(1, Optional.empty()), new OuterStep(0.5, false, 1, OuterStep.Inner.AVERAGED));
    Workers steady =
        new Workers() {
          @Override
          public WeightOutcome train(int epoch, int round, double learningRate, Weights weights) {
            float moved = (float) (weights.values()[0] - learningRate);
            return super.train(epoch, round, learningRate, Weights.initial(new float[] {moved}));
          }
        };
    Weights end =
        new RetrainLoop(settings, steady, new Forgetful(), new Told())
            .run(RetrainState.initial(7, new float[] {0}))
            .weights();

    assertThat(end.values()[0]).isEqualTo((float) (-0.1 - 0.05 * 1.5), offset(1e-6f));
    assertThat(end.outer()[0]).isEqualTo(1.5f, offset(1e-5f));
  }

  /** Two rounds of eight examples an epoch. */
  private static class Workers implements RetrainWorkers {
    private int judged;

    @Override
    public int rounds() {
      return 2;
    }

    @Override
    public WeightOutcome train(int epoch, int round, double learningRate, Weights weights) {
      return new WeightOutcome(weights, 3, new Tally(8, 4, 6, 0.5, 0.25, List.of()));
    }

    @Override
    public float[] statistics(int epoch, float[] weights) {
      return new float[0];
    }

    @Override
    public Evaluation heldOut(float[] weights, float[] statistics) {
      Evaluation evaluation = new Evaluation(2);
      int correct = CORRECT.get(judged++);
      for (int i = 0; i < EXAMPLES; i++) {
        evaluation.add(new float[] {1, 0}, 0, i < correct ? 0 : 1);
      }
      return evaluation;
    }

    @Override
    public void close() {}
  }

  private static final class Forgetful implements RetrainCheckpoints {
    @Override
    public Optional<RetrainState> latest() {
      return Optional.empty();
    }

    @Override
    public void commit(RetrainState state, float[] statistics, boolean best) {}
  }

  private final class Told implements TrainingProgress {
    @Override
    public void started(int done, List<Integer> roundsOfPhases) {
      assertThat(roundsOfPhases).containsExactly(2);
    }

    @Override
    public void round(Round round) {
      rounds.add(round);
    }

    @Override
    public void epoch(Epoch epoch) {
      epochs.add(epoch);
    }
  }
}
