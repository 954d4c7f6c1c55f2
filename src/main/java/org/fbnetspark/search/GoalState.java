package org.fbnetspark.search;

import java.util.Optional;
import org.fbnetspark.domain.theta.Theta;

/**
 * What a search remembers of one of its goals.
 *
 * @param theta architecture parameters
 * @param moments Adam's memory of theta's gradients
 * @param controller what leads theta to a target remembers
 * @param baseline that rewards are held against; empty before the first of them
 */
public record GoalState(
    Theta theta,
    ThetaAdam.Moments moments,
    TargetController.Memory controller,
    Optional<Double> baseline) {

  /** Rejects a baseline that is no number. */
  public GoalState {
    if (baseline.filter(value -> !Double.isFinite(value)).isPresent()) {
      throw new IllegalArgumentException("A baseline must be finite, but was " + baseline.get());
    }
  }

  /** Without rewards. */
  public GoalState(Theta theta, ThetaAdam.Moments moments, TargetController.Memory controller) {
    this(theta, moments, controller, Optional.empty());
  }

  /** Before the first step. */
  public static GoalState initial(Theta theta) {
    return new GoalState(theta, ThetaAdam.Moments.zeros(theta), TargetController.Memory.NONE);
  }
}
