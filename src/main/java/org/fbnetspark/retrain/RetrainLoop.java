package org.fbnetspark.retrain;

import java.util.Optional;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingFailedException;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;

/**
 * Trains one network from scratch. After every epoch the average of its weights is judged on
 * examples that are held out from training, and the best network is kept.
 */
public final class RetrainLoop {

  private final RetrainSettings settings;
  private final RetrainWorkers workers;
  private final RetrainCheckpoints checkpoints;
  private final RetrainProgress progress;

  /** A training with these parts around it. */
  public RetrainLoop(
      RetrainSettings settings,
      RetrainWorkers workers,
      RetrainCheckpoints checkpoints,
      RetrainProgress progress) {
    this.settings = settings;
    this.workers = workers;
    this.checkpoints = checkpoints;
    this.progress = progress;
  }

  /**
   * Runs to the last epoch, from the newest checkpoint if there is one.
   *
   * @param initial the state to begin from where nothing is kept
   * @throws TrainingFailedException where no shard gives a finite loss
   */
  public RetrainState run(RetrainState initial) {
    RetrainState state = checkpoints.latest().orElse(initial);
    progress.started(state, workers.rounds());
    while (state.epoch() < settings.epochs() && !onPlateau(state)) {
      state = epoch(state);
    }
    return state;
  }

  private boolean onPlateau(RetrainState state) {
    return settings.patience().isPresent()
        && state.best().isPresent()
        && state.epoch() - 1 - state.best().get().epoch() >= settings.patience().get();
  }

  private RetrainState epoch(RetrainState start) {
    long startNanos = System.nanoTime();
    int epoch = start.epoch();
    Weights weights = start.weights();
    AverageWeights average = start.average();
    Tally total = Tally.EMPTY;
    for (int round = 0; round < workers.rounds(); round++) {
      WeightOutcome outcome = workers.train(epoch, round, learningRate(epoch, round), weights);
      requireCounted(outcome.tally(), epoch, round);
      weights = outcome.weights();
      average = average.plus(weights.values(), settings.stepsPerRound(), settings.averageDecay());
      total = total.plus(outcome.tally());
      progress.round(epoch, round, outcome.tally());
    }
    float[] statistics = workers.statistics(epoch, average.values());
    Evaluation heldOut = workers.heldOut(average.values(), statistics);
    boolean best = start.best().stream().noneMatch(b -> b.correct() >= heldOut.correct());
    RetrainState end =
        new RetrainState(
            epoch + 1,
            start.seed(),
            weights,
            average,
            best
                ? Optional.of(new RetrainState.Best(epoch, heldOut.correct(), heldOut.examples()))
                : start.best());
    checkpoints.commit(end, statistics, best);
    progress.epoch(
        new RetrainReport(
            epoch,
            total,
            heldOut,
            learningRate(epoch, workers.rounds() - 1),
            best,
            (System.nanoTime() - startNanos) / 1e9));
    return end;
  }

  private double learningRate(int epoch, int round) {
    return settings.learningRate().at(epoch + (double) round / workers.rounds());
  }

  private static void requireCounted(Tally tally, int epoch, int round) {
    if (tally.examples() == 0) {
      throw new TrainingFailedException(
          "No shard gave a finite loss in epoch "
              + (epoch + 1)
              + ", round "
              + (round + 1)
              + "; lower retrain.learning-rate and start anew in another run directory");
    }
  }
}
