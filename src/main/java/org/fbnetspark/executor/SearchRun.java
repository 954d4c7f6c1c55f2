package org.fbnetspark.executor;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.cost.CostUnder;
import org.fbnetspark.domain.theta.GateRule;

/**
 * What stays the same through a whole search; sent to every executor once.
 *
 * @param training of the supernet
 * @param gates how gates are made from theta
 * @param costUnder what costs are the mean under
 * @param goals what each goal's theta is trained on
 */
public record SearchRun(
    TrainingRun training, GateRule gates, CostUnder costUnder, List<GoalLoss> goals)
    implements Serializable {

  /** Copies the list. */
  public SearchRun {
    goals = List.copyOf(goals);
  }
}
