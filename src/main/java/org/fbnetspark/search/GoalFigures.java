package org.fbnetspark.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.run.ChoiceProbabilities;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Theta;

/** What {@link SearchFigures} tells of one goal. */
final class GoalFigures {

  private GoalFigures() {}

  /** Expected costs, beside what is wanted of them, and theta's entropy. */
  static List<Figure> standing(Goal goal, Theta theta) {
    List<Figure> figures = new ArrayList<>();
    Optional<Target> target = goal.settings().target();
    cost(
        figures,
        goal.health().costs(),
        theta,
        target.map(wanted -> wanted.bound() == Target.Bound.AT ? "/target" : "/limit"),
        target.map(Target::cost).orElse(0.0));
    for (CostBand limit : goal.health().limits()) {
      cost(figures, limit.costs(), theta, Optional.of("/limit"), limit.high());
    }
    figures.add(new Figure("theta/entropy", theta.meanEntropy(), Unit.NATS));
    goal.health()
        .normalSkips(theta)
        .ifPresent(skips -> figures.add(new Figure("theta/skips", skips, Unit.COUNT)));
    return figures;
  }

  private static void cost(
      List<Figure> figures, CostTable costs, Theta theta, Optional<String> wanted, double cost) {
    String name = costs.kind().key();
    Unit unit = costs.kind().unit();
    figures.add(new Figure(name + "/expected", costs.expected(theta), unit));
    wanted.ifPresent(what -> figures.add(new Figure(name + what, cost, unit)));
  }

  /** What theta was trained on: the loss, and the rewards where there are such. */
  static List<Figure> trained(ThetaTally counted, int goal, GoalState state) {
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("theta/hardware-loss", counted.hardwareLoss(goal), Unit.NATS));
    state
        .baseline()
        .ifPresent(
            baseline -> {
              figures.add(new Figure("theta/reward", counted.reward(goal), Unit.PLAIN));
              figures.add(new Figure("theta/baseline", baseline, Unit.PLAIN));
            });
    return figures;
  }

  /** What the controller holds the costs to be worth; none without a target. */
  static List<Figure> worths(Goal goal, GoalState state) {
    List<Figure> figures = new ArrayList<>();
    if (goal.settings().target().isPresent()) {
      figures.add(worth(goal.health().costs(), state.controller().weight(0)));
      for (CostBand limit : goal.health().limits()) {
        figures.add(worth(limit.costs(), state.controller().weight(figures.size())));
      }
    }
    return figures;
  }

  private static Figure worth(CostTable costs, double nats) {
    return new Figure(costs.kind().key() + "/weight", nats, Unit.PLAIN);
  }

  static List<ChoiceProbabilities> probabilities(Space space, Theta theta) {
    List<Choice> choices = space.choices();
    return IntStream.range(0, choices.size())
        .mapToObj(
            i ->
                new ChoiceProbabilities(
                    choices.get(i).name(),
                    choices.get(i).candidates(),
                    Arrays.stream(theta.probabilities(i)).boxed().toList()))
        .toList();
  }
}
