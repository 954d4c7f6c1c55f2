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
 * The search: the weights are trained on their split and theta on its own, in turns. FBNet's are an
 * epoch long. The weights are first given some epochs alone, with gates drawn from a theta that
 * stands still.
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
    while (state.epoch() < settings.epochs() && !figures.health().over(state)) {
      state = epoch(state);
    }
    return state;
  }

  private SearchState epoch(SearchState start) {
    Turns turns = new Turns(start);
    SearchWorkers.Plan plan = workers.plan();
    boolean frozen = start.epoch() < settings.warmupEpochs();
    for (int i = 0; i < plan.weightRounds(); i++) {
      turns.trainWeights(i);
      int thetaRounds = frozen ? 0 : settings.alternation().thetaRoundsAfter(i, plan);
      if (thetaRounds > 0) {
        turns.trainTheta(thetaRounds);
      }
    }
    SearchState end = turns.end();
    double lastRate = learningRate(start.epoch(), plan.weightRounds() - 1);
    // First: figures that are told twice are dropped on resuming, ones that are lost cannot be
    // told.
    progress.epoch(figures.epoch(end, turns.weightTally, turns.thetaCounted(), lastRate));
    checkpoints.commit(end);
    return end;
  }

  /** What an epoch has trained so far, and its figures. */
  private final class Turns {
    private final SearchState start;
    private final int number;
    private Weights weights;
    private Tally weightTally = Tally.EMPTY;
    private ThetaMemory theta;
    private Tally thetaTally = Tally.EMPTY;
    private double thetaLossSum;
    private int thetaRounds;

    Turns(SearchState start) {
      this.start = start;
      number = start.epoch();
      weights = start.weights();
      theta = ThetaMemory.of(start);
    }

    void trainWeights(int index) {
      Round round = round(index);
      WeightOutcome outcome = workers.trainWeights(round, learningRate(number, index), weights);
      requireCounted(
          outcome.tally(), "weight round " + (index + 1), number, "weights.learning-rate");
      weights = outcome.weights();
      weightTally = weightTally.plus(outcome.tally());
      progress.round(told(round, 0, outcome.tally()));
    }

    /** Some rounds on weights that stand still. */
    void trainTheta(int rounds) {
      int end = thetaRounds + rounds;
      try (SearchWorkers.ThetaPhase phase = workers.thetaPhase(number, thetaRounds, weights)) {
        for (; thetaRounds < end; thetaRounds++) {
          Round round = round(thetaRounds);
          SearchWorkers.ThetaOutcome outcome = phase.gradient(round);
          requireCounted(
              outcome.tally(), "theta round " + (thetaRounds + 1), number, "theta.learning-rate");
          theta = step(theta, outcome);
          thetaTally = thetaTally.plus(outcome.tally());
          thetaLossSum += outcome.loss() * outcome.tally().examples();
          progress.round(told(round, 1, outcome.tally()));
        }
      }
    }

    private Round round(int index) {
      return new Round(number, index, theta.step().theta(), temperature(number));
    }

    Optional<ThetaCounted> thetaCounted() {
      return thetaRounds == 0
          ? Optional.empty()
          : Optional.of(new ThetaCounted(thetaTally, thetaLossSum / thetaTally.examples()));
    }

    SearchState end() {
      return new SearchState(
          number + 1,
          start.seed(),
          theta.step().theta(),
          theta.step().moments(),
          theta.controller(),
          weights);
    }
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
}
