package org.fbnetspark.search;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingFailedException;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.search.SearchFigures.ThetaCounted;

/**
 * FBNet's search: in every epoch the weights are trained on their split, then theta on its own. The
 * weights are first given some epochs alone, with gates drawn from a theta that stands still.
 *
 * <p>Source: Wu et al., FBNet (arXiv 1812.03443), Sections 3.3 and 4.1.
 */
public final class SearchLoop {

  private final SearchSettings settings;
  private final SearchFigures figures;
  private final SearchWorkers workers;
  private final Checkpoints checkpoints;
  private final TrainingProgress progress;
  private final ThetaAdam adam;
  private final Optional<TargetController> controller;

  /** A search with these parts around it. */
  public SearchLoop(
      SearchSettings settings,
      SearchHealth health,
      SearchWorkers workers,
      Checkpoints checkpoints,
      TrainingProgress progress) {
    this.settings = settings;
    this.figures = new SearchFigures(settings, health);
    this.workers = workers;
    this.checkpoints = checkpoints;
    this.progress = progress;
    this.adam = new ThetaAdam(settings.theta());
    this.controller =
        settings
            .target()
            .filter(target -> settings.leads())
            .map(
                target ->
                    new TargetController(health.costs(), target, health.limits(), thetaSteps()));
  }

  /**
   * Runs to the last epoch, from the newest checkpoint if there is one.
   *
   * @param initial the state to begin from where nothing is kept
   * @throws TrainingFailedException where no shard gives a finite loss
   */
  public SearchState run(SearchState initial) {
    SearchState state = checkpoints.latest().orElse(initial);
    progress.started(
        state.epoch(), List.of(workers.plan().weightRounds(), workers.plan().thetaRounds()));
    while (state.epoch() < settings.epochs()) {
      state = epoch(state);
    }
    return state;
  }

  private SearchState epoch(SearchState start) {
    int epoch = start.epoch();
    Trained<Weights, Tally> weights = weightPhase(start);
    SearchState middle =
        new SearchState(
            epoch,
            start.seed(),
            start.theta(),
            start.moments(),
            start.controller(),
            weights.result());
    Trained<ThetaMemory, Optional<ThetaCounted>> theta =
        epoch < settings.warmupEpochs()
            ? new Trained<>(ThetaMemory.of(start), Optional.empty())
            : thetaPhase(middle);
    SearchState end =
        new SearchState(
            epoch + 1,
            start.seed(),
            theta.result().step().theta(),
            theta.result().step().moments(),
            theta.result().controller(),
            weights.result());
    checkpoints.commit(end);
    double lastRate = learningRate(epoch, workers.plan().weightRounds() - 1);
    progress.epoch(figures.epoch(end, weights.counted(), theta.counted(), lastRate));
    return end;
  }

  private Trained<Weights, Tally> weightPhase(SearchState state) {
    int epoch = state.epoch();
    Weights weights = state.weights();
    Tally total = Tally.EMPTY;
    for (int i = 0; i < workers.plan().weightRounds(); i++) {
      Round round = new Round(epoch, i, state.theta(), temperature(epoch));
      WeightOutcome outcome = workers.trainWeights(round, learningRate(epoch, i), weights);
      requireCounted(outcome.tally(), "weight round " + (i + 1), epoch, "weights.learning-rate");
      weights = outcome.weights();
      total = total.plus(outcome.tally());
      progress.round(told(round, 0, outcome.tally()));
    }
    return new Trained<>(weights, total);
  }

  private Trained<ThetaMemory, Optional<ThetaCounted>> thetaPhase(SearchState state) {
    int epoch = state.epoch();
    ThetaMemory memory = ThetaMemory.of(state);
    Tally total = Tally.EMPTY;
    double lossSum = 0;
    try (SearchWorkers.ThetaPhase phase = workers.thetaPhase(epoch, state.weights())) {
      for (int i = 0; i < workers.plan().thetaRounds(); i++) {
        Round round = new Round(epoch, i, memory.step().theta(), temperature(epoch));
        SearchWorkers.ThetaOutcome outcome = phase.gradient(round);
        requireCounted(outcome.tally(), "theta round " + (i + 1), epoch, "theta.learning-rate");
        memory = step(memory, outcome);
        total = total.plus(outcome.tally());
        lossSum += outcome.loss() * outcome.tally().examples();
        progress.round(told(round, 1, outcome.tally()));
      }
    }
    return new Trained<>(memory, Optional.of(new ThetaCounted(total, lossSum / total.examples())));
  }

  private ThetaMemory step(ThetaMemory memory, SearchWorkers.ThetaOutcome outcome) {
    Theta theta = memory.step().theta();
    ThetaAdam.Moments moments = memory.step().moments();
    if (controller.isEmpty()) {
      return new ThetaMemory(adam.step(theta, moments, outcome.gradient()), memory.controller());
    }
    TargetController.Guidance guidance =
        controller
            .get()
            .guide(
                theta,
                outcome.gradient(),
                outcome.costGradients(),
                memory.controller(),
                moments.steps());
    ThetaAdam.Step step = adam.step(theta, moments, guidance.gradient());
    Theta led = controller.get().lead(step.theta(), step.moments().steps());
    return new ThetaMemory(new ThetaAdam.Step(led, step.moments()), guidance.memory());
  }

  private long thetaSteps() {
    return (long) (settings.epochs() - settings.warmupEpochs()) * workers.plan().thetaRounds();
  }

  private TrainingProgress.Round told(Round round, int phase, Tally tally) {
    return new TrainingProgress.Round(
        round.epoch(),
        phase,
        round.index(),
        tally,
        figures.standing(round.theta(), round.temperature()));
  }

  private double learningRate(int epoch, int round) {
    return settings
        .weights()
        .learningRate()
        .at(epoch + (double) round / workers.plan().weightRounds());
  }

  private double temperature(int epoch) {
    return settings.temperature().at(epoch);
  }

  private static void requireCounted(Tally tally, String round, int epoch, String key) {
    if (tally.examples() == 0) {
      throw new TrainingFailedException(
          "No shard gave a finite loss in epoch "
              + (epoch + 1)
              + ", "
              + round
              + "; lower search."
              + key
              + " and start anew in another run directory");
    }
  }

  /** Theta and all that is remembered from one of its steps to the next. */
  private record ThetaMemory(ThetaAdam.Step step, TargetController.Memory controller) {
    static ThetaMemory of(SearchState state) {
      return new ThetaMemory(
          new ThetaAdam.Step(state.theta(), state.moments()), state.controller());
    }
  }

  /** What a phase has trained, and what it has counted. */
  private record Trained<R, C>(R result, C counted) {}
}
