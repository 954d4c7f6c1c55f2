package org.fbnetspark.executor;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.theta.GateSampling;

/**
 * What stays the same through a whole search; sent to every executor once.
 *
 * @param training of the supernet
 * @param gates who shares a draw of gates
 * @param costs table of the candidates' costs
 * @param loss how the cost enters theta's loss
 * @param led tables whose expected costs the search leads, the target's first; none where the loss
 *     keeps the cost low
 */
public record SearchRun(
    TrainingRun training,
    GateSampling gates,
    CostTable costs,
    HardwareLoss loss,
    List<CostTable> led)
    implements Serializable {

  /** Copies the list. */
  public SearchRun {
    led = List.copyOf(led);
  }
}
