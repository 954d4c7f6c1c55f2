package org.fbnetspark.net.fused.layer;

import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.OpVisitor;
import org.fbnetspark.domain.op.Skip;

/**
 * The plan of a layer that has one candidate, for batches of a size; layers of several are mixed.
 *
 * @param layer its one op at its place
 * @param batch examples at a time
 */
public record LayerPlans(Block layer, int batch) implements OpVisitor<LayerPlan> {

  /**
   * The plan of any layer.
   *
   * @param candidates that could stand at its place
   */
  public static LayerPlan of(List<Block> candidates, int batch) {
    Block first = candidates.get(0);
    return candidates.size() == 1
        ? first.op().accept(new LayerPlans(first, batch))
        : new MixedPlan(candidates, batch);
  }

  @Override
  public LayerPlan conv(Conv conv) {
    return new ConvPlan(conv, layer.placement(), batch);
  }

  @Override
  public LayerPlan mbConv(MbConv mb) {
    return new MixedPlan(List.of(layer), batch);
  }

  @Override
  public LayerPlan skip(Skip skip) {
    return new MixedPlan(List.of(layer), batch);
  }

  @Override
  public LayerPlan globalPool(GlobalPool pool) {
    return new PoolPlan(layer.placement(), batch);
  }

  @Override
  public LayerPlan hidden(Hidden hidden) {
    return new HiddenPlan(hidden, layer.placement(), batch);
  }

  @Override
  public LayerPlan linear(Linear linear) {
    return new LinearPlan(layer.placement(), batch);
  }
}
