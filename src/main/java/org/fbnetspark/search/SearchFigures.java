package org.fbnetspark.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingProgress;

/**
 * Lists the figures of a search:
 *
 * <pre>
 * weights/loss, weights/accuracy, weights/examples, weights/seconds
 *                      on the weight split; loss is the cross-entropy
 * theta/loss, ...      on the theta split, the same; absent while theta is frozen
 * theta/hardware-loss  the hardware-aware loss, the mean over the rounds; likewise
 * theta/reward         where architectures are judged: the mean over them and over the rounds
 * theta/baseline       that the next rewards are held against
 * KIND/expected        of each cost, latency, macs or parameters, that is led or limited: the mean of
 *                      the architectures that theta draws
 * KIND/target          that is wanted; or KIND/limit, that is not to be exceeded
 * KIND/weight          nats of cross-entropy that the controller holds one unit of the cost to be
 *                      worth; 0 where another loss keeps it low; absent where nothing is wanted
 * theta/entropy        mean over its choices
 * theta/skips          of cells, on the edges of the normal cell that theta stands for
 * temperature          of the gates
 * learning-rate        of the weights
 * images-per-second, slowest-task, seconds
 *                      of both phases; slowest-task is the longest that was waited for
 * </pre>
 *
 * <p>Of several goals, those of theta and of costs stand behind the name of each goal, as in {@code
 * NAME/theta/entropy}; {@code theta/loss} and so on are the means over the goals.
 *
 * <p>Accuracies are the supernet's under sampled gates; they are not those of any architecture.
 *
 * @param settings what all goals share
 * @param goals in the order of the search
 */
record SearchFigures(SearchSettings settings, List<Goal> goals) {

  private static final String THETA = "theta";

  /** Copies the list. */
  SearchFigures {
    goals = List.copyOf(goals);
  }

  /**
   * What the phases of an epoch have counted.
   *
   * @param weights on the weight split
   * @param theta on the theta split
   */
  record Counted(Tally weights, ThetaTally theta) {

    Tally both() {
      return frozen() ? weights : weights.plus(theta.together());
    }

    boolean frozen() {
      return theta.rounds() == 0;
    }
  }

  /** How things stand with theta. */
  List<Figure> standing(List<Theta> thetas, double temperature) {
    List<Figure> figures =
        new ArrayList<>(ofGoals(i -> GoalFigures.standing(goals.get(i), thetas.get(i))));
    figures.add(temperature(temperature));
    return figures;
  }

  /**
   * Tells of an epoch that has ended, first as each goal sees it where there are several.
   *
   * @param end the state after it
   * @param learningRate of the weights
   */
  void tell(TrainingProgress progress, SearchState end, Counted counted, double learningRate) {
    if (goals.size() == 1) {
      progress.epoch(epoch(0, end, counted, learningRate));
      return;
    }
    for (int i = 0; i < goals.size(); i++) {
      progress.goal(goals.get(i).name(), epoch(i, end, counted, learningRate));
    }
    progress.epoch(together(end, counted, learningRate));
  }

  private Epoch epoch(int number, SearchState end, Counted counted, double learningRate) {
    Goal goal = goals.get(number);
    GoalState state = end.goals().get(number);
    List<Figure> figures = new ArrayList<>(counted.weights().figures("weights"));
    if (!counted.frozen()) {
      figures.addAll(counted.theta().of(number).figures(THETA));
      figures.addAll(GoalFigures.trained(counted.theta(), number, state));
    }
    figures.addAll(GoalFigures.standing(goal, state.theta()));
    figures.add(temperature(settings.temperature().at(end.epoch() - 1)));
    figures.addAll(GoalFigures.worths(goal, state));
    figures.addAll(pace(counted, learningRate));
    List<String> warnings = new ArrayList<>(SearchHealth.dropped(counted.both()));
    warnings.addAll(goal.health().warnings(end.epoch(), state));
    return new Epoch(
        end.epoch() - 1,
        figures,
        warnings,
        GoalFigures.probabilities(goal.health().space(), state.theta()));
  }

  private Epoch together(SearchState end, Counted counted, double learningRate) {
    List<Figure> figures = new ArrayList<>(counted.weights().figures("weights"));
    if (!counted.frozen()) {
      figures.addAll(counted.theta().together().figures(THETA));
    }
    figures.addAll(ofGoals(i -> ofGoal(i, end.goals().get(i), counted)));
    figures.add(temperature(settings.temperature().at(end.epoch() - 1)));
    figures.addAll(pace(counted, learningRate));
    List<String> warnings = new ArrayList<>(SearchHealth.dropped(counted.both()));
    for (int i = 0; i < goals.size(); i++) {
      String name = goals.get(i).name();
      goals.get(i).health().warnings(end.epoch(), end.goals().get(i)).stream()
          .map(warning -> name + ": " + warning)
          .forEach(warnings::add);
    }
    return new Epoch(end.epoch() - 1, figures, warnings, List.of());
  }

  private List<Figure> ofGoal(int number, GoalState state, Counted counted) {
    Goal goal = goals.get(number);
    List<Figure> figures = new ArrayList<>();
    if (!counted.frozen()) {
      Tally tally = counted.theta().of(number);
      figures.add(new Figure(THETA + "/loss", tally.meanLoss(), Unit.NATS));
      figures.add(new Figure(THETA + "/accuracy", tally.accuracy(), Unit.SHARE));
      figures.addAll(GoalFigures.trained(counted.theta(), number, state));
    }
    figures.addAll(GoalFigures.standing(goal, state.theta()));
    figures.addAll(GoalFigures.worths(goal, state));
    return figures;
  }

  /** The figures of all goals, behind their names where there are several. */
  private List<Figure> ofGoals(IntFunction<List<Figure>> figures) {
    if (goals.size() == 1) {
      return figures.apply(0);
    }
    return IntStream.range(0, goals.size())
        .boxed()
        .flatMap(i -> figures.apply(i).stream().map(one -> one.of(goals.get(i).name())))
        .toList();
  }

  private static Figure temperature(double temperature) {
    return new Figure("temperature", temperature, Unit.PLAIN);
  }

  private static List<Figure> pace(Counted counted, double learningRate) {
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("learning-rate", learningRate, Unit.PLAIN));
    Tally both = counted.both();
    figures.addAll(both.pace(both.seconds()));
    return figures;
  }
}
