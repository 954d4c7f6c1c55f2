package org.fbnetspark.net.fused.layer;

import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.space.Choice;

/** Plans for the layers of a space. */
public final class LayerPlans {

  private LayerPlans() {}

  /** The plan of one layer for batches of a size. */
  public static LayerPlan of(Choice choice, int batch) {
    Op first = choice.candidates().get(0);
    if (choice.fixed() && first instanceof Conv conv) {
      return new ConvPlan(conv, choice.placement(), batch);
    } else if (choice.fixed() && first instanceof GlobalPool) {
      return new PoolPlan(choice.placement(), batch);
    } else if (choice.fixed() && first instanceof Linear) {
      return new LinearPlan(choice.placement(), batch);
    }
    return new MixedPlan(choice, batch);
  }
}
