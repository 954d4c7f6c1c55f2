package org.fbnetspark.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.theta.Theta;

/** Trains the theta of one goal: Adam's steps, led to the target where there is one. */
final class GoalTraining {

  private final SearchHealth health;
  private final ThetaAdam adam;
  private final Optional<TargetController> controller;
  private final Optional<Reinforcement> reinforcement;

  /**
   * Of one goal.
   *
   * @param thetaSteps steps that theta takes in the whole search
   */
  GoalTraining(Goal goal, long thetaSteps) {
    SearchSettings settings = goal.settings();
    this.health = goal.health();
    this.adam = new ThetaAdam(settings.theta());
    this.controller =
        settings
            .target()
            .filter(target -> settings.leads())
            .map(
                target ->
                    new TargetController(
                        goal.health().costs(), target, goal.health().limits(), thetaSteps));
    this.reinforcement =
        settings.theta().rule() instanceof ThetaRule.Reinforce rule
            ? Optional.of(new Reinforcement(rule, settings.loss(), health.costs()))
            : Optional.empty();
  }

  /** See {@link SearchHealth#over}. */
  boolean over(GoalState goal) {
    return health.over(goal);
  }

  /** The architectures that a round judges; none where theta follows a gradient. */
  List<int[]> samples(Theta theta, SeedTree seeds) {
    return reinforcement.map(by -> by.samples(theta, seeds)).orElse(List.of());
  }

  /** What theta is to step along when they have been judged. */
  SearchWorkers.ThetaOutcome outcome(
      GoalState goal, List<int[]> samples, SearchWorkers.Judged judged) {
    List<CostTable> led = new ArrayList<>();
    if (controller.isPresent()) {
      Stream.concat(Stream.of(health.costs()), health.limits().stream().map(CostBand::costs))
          .forEach(led::add);
    }
    return reinforcement.orElseThrow().outcome(goal, samples, judged, led);
  }

  GoalState step(GoalState goal, SearchWorkers.ThetaOutcome outcome) {
    Optional<Double> baseline = baseline(goal, outcome.reward());
    if (controller.isEmpty()) {
      ThetaAdam.Step step = adam.step(goal.theta(), goal.moments(), outcome.gradient());
      return new GoalState(step.theta(), step.moments(), goal.controller(), baseline);
    }
    TargetController.Guidance guidance =
        controller
            .get()
            .guide(
                goal.theta(),
                outcome.gradient(),
                outcome.costGradients(),
                goal.controller(),
                goal.moments().steps());
    ThetaAdam.Step step = adam.step(goal.theta(), goal.moments(), guidance.gradient());
    Theta led = controller.get().lead(step.theta(), step.moments().steps());
    return new GoalState(led, step.moments(), guidance.memory(), baseline);
  }

  private Optional<Double> baseline(GoalState goal, OptionalDouble reward) {
    return reward.isPresent()
        ? reinforcement.map(by -> by.moved(goal, reward.getAsDouble()))
        : goal.baseline();
  }
}
