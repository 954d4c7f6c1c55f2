package org.fbnetspark.executor;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.CostUnder;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.theta.GateRule;

/**
 * What stays the same through a whole search; sent to every executor once.
 *
 * @param training of the supernet
 * @param gates how gates are made from theta
 * @param costs table of the candidates' costs
 * @param loss how the cost enters theta's loss
 * @param costUnder what costs are the mean under
 * @param led tables whose expected costs the search leads, the target's first; none where the loss
 *     keeps the cost low
 */
public record SearchRun(
    TrainingRun training,
    GateRule gates,
    CostTable costs,
    HardwareLoss loss,
    CostUnder costUnder,
    List<CostTable> led)
    implements Serializable {

  /** Copies the list. */
  public SearchRun {
    led = List.copyOf(led);
  }
}
