package org.fbnetspark.net.fused.layer;

import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;

/** Plans for the layers of a network. */
public final class LayerPlans {

  private LayerPlans() {}

  /**
   * The plan of one layer for batches of a size.
   *
   * @param candidates that could stand at its place
   */
  public static LayerPlan of(List<Block> candidates, int batch) {
    Op first = candidates.get(0).op();
    Placement at = candidates.get(0).placement();
    boolean fixed = candidates.size() == 1;
    if (fixed && first instanceof Conv conv) {
      return new ConvPlan(conv, at, batch);
    } else if (fixed && first instanceof GlobalPool) {
      return new PoolPlan(at, batch);
    } else if (fixed && first instanceof Linear) {
      return new LinearPlan(at, batch);
    }
    return new MixedPlan(candidates, batch);
  }
}
