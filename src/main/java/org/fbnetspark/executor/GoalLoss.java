package org.fbnetspark.executor;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;

/**
 * What the theta of one goal is trained on besides the cross-entropy.
 *
 * @param costs table of the candidates' costs
 * @param loss how the cost enters theta's loss
 * @param led tables whose expected costs the search leads, the target's first; none where the loss
 *     keeps the cost low
 */
public record GoalLoss(CostTable costs, HardwareLoss loss, List<CostTable> led)
    implements Serializable {

  /** Copies the list. */
  public GoalLoss {
    led = List.copyOf(led);
  }
}
