package org.fbnetspark.retrain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingFailedException;
import org.fbnetspark.domain.train.TrainingProgress;
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
  private final TrainingProgress progress;

  /** A training with these parts around it. */
  public RetrainLoop(
      RetrainSettings settings,
      RetrainWorkers workers,
      RetrainCheckpoints checkpoints,
      TrainingProgress progress) {
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
    progress.started(state.epoch(), List.of(workers.rounds()));
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
      double rate = learningRate(epoch, round);
      WeightOutcome outcome = workers.train(epoch, round, rate, weights);
      requireCounted(outcome.tally(), epoch, round);
      weights = settings.outer().after(weights, outcome.weights(), rate);
      average = average.plus(weights.values(), outcome.steps(), settings.averageDecay());
      total = total.plus(outcome.tally());
      progress.round(new TrainingProgress.Round(epoch, 0, round, outcome.tally(), List.of()));
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
    // First: figures that are told twice are dropped on resuming, ones that are lost cannot be
    // told.
    progress.epoch(figures(end, total, heldOut, (System.nanoTime() - startNanos) / 1e9));
    checkpoints.commit(end, statistics, best);
    return end;
  }

  /**
   * Lists the figures of an epoch:
   *
   * <pre>
   * train/loss, train/accuracy, train/examples, train/seconds
   *                         while the network learns: augmented images, smoothed labels, dropout
   * held-out/loss, held-out/accuracy, held-out/examples
   *                         of the network as it is used
   * held-out/low, held-out/high
   *                         95 % Wilson interval of that accuracy
   * held-out/best-accuracy, held-out/best-epoch
   *                         of the network that did best so far; epochs are counted from 1
   * learning-rate           at the end of the epoch
   * images-per-second, slowest-task
   *                         of the training rounds
   * seconds                 of the epoch, judging included
   * </pre>
   */
  private Epoch figures(RetrainState end, Tally trained, Evaluation heldOut, double seconds) {
    int number = end.epoch() - 1;
    RetrainState.Best best = end.best().orElseThrow();
    List<Figure> figures = new ArrayList<>(trained.figures("train"));
    figures.add(new Figure("held-out/loss", heldOut.meanLoss(), Unit.NATS));
    figures.add(new Figure("held-out/accuracy", heldOut.accuracy(), Unit.SHARE));
    figures.add(new Figure("held-out/examples", heldOut.examples(), Unit.COUNT));
    figures.add(new Figure("held-out/low", heldOut.interval().low(), Unit.SHARE));
    figures.add(new Figure("held-out/high", heldOut.interval().high(), Unit.SHARE));
    figures.add(new Figure("held-out/best-accuracy", best.accuracy(), Unit.SHARE));
    figures.add(new Figure("held-out/best-epoch", best.epoch() + 1, Unit.COUNT));
    figures.add(
        new Figure("learning-rate", learningRate(number, workers.rounds() - 1), Unit.PLAIN));
    figures.addAll(trained.pace(seconds));
    return new Epoch(number, figures, List.of(), List.of());
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
