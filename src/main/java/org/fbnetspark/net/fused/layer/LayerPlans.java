package org.fbnetspark.net.fused.layer;

import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.OpVisitor;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.space.Choice;

/**
 * The plan of a layer whose op is fixed, for batches of a size; layers with a choice are mixed.
 *
 * @param layer its one op at its place
 * @param batch examples at a time
 */
public record LayerPlans(Choice layer, int batch) implements OpVisitor<LayerPlan> {

  /** The plan of any layer. */
  public static LayerPlan of(Choice choice, int batch) {
    return choice.fixed()
        ? choice.candidates().get(0).accept(new LayerPlans(choice, batch))
        : new MixedPlan(choice, batch);
  }

  @Override
  public LayerPlan conv(Conv conv) {
    return new ConvPlan(conv, layer.placement(), batch);
  }

  @Override
  public LayerPlan mbConv(MbConv mb) {
    return new MixedPlan(layer, batch);
  }

  @Override
  public LayerPlan skip(Skip skip) {
    return new MixedPlan(layer, batch);
  }

  @Override
  public LayerPlan globalPool(GlobalPool pool) {
    return new PoolPlan(layer.placement(), batch);
  }

  @Override
  public LayerPlan linear(Linear linear) {
    return new LinearPlan(layer.placement(), batch);
  }
}
