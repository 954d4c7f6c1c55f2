package org.fbnetspark.search;

import java.util.Optional;
import org.fbnetspark.domain.theta.Theta;

/** Trains the theta of one goal: Adam's steps, led to the target where there is one. */
final class GoalTraining {

  private final SearchHealth health;
  private final ThetaAdam adam;
  private final Optional<TargetController> controller;

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
  }

  /** See {@link SearchHealth#over}. */
  boolean over(GoalState goal) {
    return health.over(goal);
  }

  GoalState step(GoalState goal, SearchWorkers.ThetaOutcome outcome) {
    if (controller.isEmpty()) {
      ThetaAdam.Step step = adam.step(goal.theta(), goal.moments(), outcome.gradient());
      return new GoalState(step.theta(), step.moments(), goal.controller());
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
    return new GoalState(led, step.moments(), guidance.memory());
  }
}
