package org.fbnetspark.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingFailedException;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;

/**
 * The search: the weights are trained on their split and theta on its own, in turns. FBNet's are an
 * epoch long. The weights are first given some epochs alone, with gates drawn from a theta that
 * stands still. Where there are several goals, all train the same weights, and each has a theta of
 * its own.
 *
 * <p>Source: Wu et al., FBNet (arXiv 1812.03443), Sections 3.3 and 4.1.
 */
public final class SearchLoop {

  private final SearchSettings settings;
  private final List<GoalTraining> goals;
  private final SearchFigures figures;
  private final SearchWorkers workers;
  private final Checkpoints checkpoints;
  private final TrainingProgress progress;

  /**
   * A search with these parts around it.
   *
   * @param settings what all goals share
   * @param goals at least one
   */
  public SearchLoop(
      SearchSettings settings,
      List<Goal> goals,
      SearchWorkers workers,
      Checkpoints checkpoints,
      TrainingProgress progress) {
    this.settings = settings;
    this.figures = new SearchFigures(settings, goals);
    this.workers = workers;
    this.checkpoints = checkpoints;
    this.progress = progress;
    long thetaSteps =
        (long) (settings.epochs() - settings.warmupEpochs()) * workers.plan().thetaRounds();
    this.goals = goals.stream().map(goal -> new GoalTraining(goal, thetaSteps)).toList();
  }

  /**
   * Runs to the last epoch, from the newest checkpoint if there is one.
   *
   * @param initial the state to begin from where nothing is kept
   * @throws TrainingFailedException where no shard gives a finite loss
   */
  public SearchState run(SearchState initial) {
    return run(initial, settings.epochs());
  }

  /** The same of the epochs in which theta stands still, and of no more. */
  public SearchState warmUp(SearchState initial) {
    return run(initial, settings.warmupEpochs());
  }

  private SearchState run(SearchState initial, int epochs) {
    SearchState state = checkpoints.latest().orElse(initial);
    progress.started(
        state.epoch(), List.of(workers.plan().weightRounds(), workers.plan().thetaRounds()));
    while (state.epoch() < epochs && !over(state)) {
      state = epoch(state);
    }
    return state;
  }

  /** Whether the search ends before its last epoch, which it does where every goal's would. */
  private boolean over(SearchState state) {
    return IntStream.range(0, goals.size()).allMatch(i -> goals.get(i).over(state.goals().get(i)));
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
    figures.tell(
        progress, end, new SearchFigures.Counted(turns.weightTally, turns.theta), lastRate);
    checkpoints.commit(end);
    return end;
  }

  /** What an epoch has trained so far, and its figures. */
  private final class Turns {
    private final SearchState start;
    private final int number;
    private final ThetaTally theta = new ThetaTally(goals.size());
    private Weights weights;
    private Tally weightTally = Tally.EMPTY;
    private List<GoalState> standing;

    Turns(SearchState start) {
      this.start = start;
      number = start.epoch();
      weights = start.weights();
      standing = start.goals();
    }

    void trainWeights(int index) {
      Round round = round(index);
      double rate = learningRate(number, index);
      WeightOutcome outcome = workers.trainWeights(round, rate, weights);
      requireCounted(
          outcome.tally(), "weight round " + (index + 1), number, "weights.learning-rate");
      weights = settings.weights().outer().after(weights, outcome.weights(), rate);
      weightTally = weightTally.plus(outcome.tally());
      progress.round(told(round, 0, outcome.tally()));
    }

    /** Some rounds on weights that stand still. */
    void trainTheta(int rounds) {
      int first = theta.rounds();
      try (SearchWorkers.ThetaPhase phase = workers.thetaPhase(number, first, weights)) {
        while (theta.rounds() < first + rounds) {
          Round round = round(theta.rounds());
          SearchWorkers.ThetaOutcomes outcomes = outcomes(phase, round);
          List<GoalState> next = new ArrayList<>();
          for (int i = 0; i < goals.size(); i++) {
            SearchWorkers.ThetaOutcome outcome = outcomes.goals().get(i);
            requireCounted(
                outcome.tally(),
                "theta round " + (round.index() + 1),
                number,
                "theta.learning-rate");
            next.add(goals.get(i).step(standing.get(i), outcome));
          }
          standing = next;
          theta.add(outcomes);
          progress.round(told(round, 1, outcomes.tally()));
        }
      }
    }

    private SearchWorkers.ThetaOutcomes outcomes(SearchWorkers.ThetaPhase phase, Round round) {
      if (settings.theta().rule() instanceof ThetaRule.Gradient) {
        return phase.gradients(round);
      }
      SeedTree seeds =
          new SeedTree(settings.seed()).child("samples").child(number).child(round.index());
      List<List<int[]>> samples = new ArrayList<>();
      for (int i = 0; i < goals.size(); i++) {
        samples.add(goals.get(i).samples(round.thetas().get(i), seeds.child(i)));
      }
      SearchWorkers.Judgement judged = phase.judge(round, samples);
      List<SearchWorkers.ThetaOutcome> found = new ArrayList<>();
      for (int i = 0; i < goals.size(); i++) {
        SearchWorkers.Judged ofGoal = judged.goals().get(i);
        found.add(goals.get(i).outcome(standing.get(i), samples.get(i), ofGoal));
      }
      return new SearchWorkers.ThetaOutcomes(found, judged.tally());
    }

    private Round round(int index) {
      List<Theta> thetas = standing.stream().map(GoalState::theta).toList();
      return new Round(number, index, thetas, temperature(number));
    }

    SearchState end() {
      return new SearchState(number + 1, start.seed(), standing, weights);
    }
  }

  private TrainingProgress.Round told(Round round, int phase, Tally tally) {
    return new TrainingProgress.Round(
        round.epoch(),
        phase,
        round.index(),
        tally,
        figures.standing(round.thetas(), round.temperature()));
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
}
