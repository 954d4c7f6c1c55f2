package org.fbnetspark.search;

import org.fbnetspark.domain.theta.Theta;

/**
 * What a search remembers of one of its goals.
 *
 * @param theta architecture parameters
 * @param moments Adam's memory of theta's gradients
 * @param controller what leads theta to a target remembers
 */
public record GoalState(
    Theta theta, ThetaAdam.Moments moments, TargetController.Memory controller) {

  /** Before the first step. */
  public static GoalState initial(Theta theta) {
    return new GoalState(theta, ThetaAdam.Moments.zeros(theta), TargetController.Memory.NONE);
  }
}
