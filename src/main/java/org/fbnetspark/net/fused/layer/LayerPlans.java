package org.fbnetspark.net.fused.layer;

import org.fbnetspark.domain.op.AuxiliaryHead;
import org.fbnetspark.domain.op.BareConv;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.FactorizedReduce;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpVisitor;
import org.fbnetspark.domain.op.SeparableConv;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.WindowPool;
import org.fbnetspark.domain.op.Zero;

/**
 * The plan of a node, for batches of a size. Inverted residual blocks and skip are mixed, as are
 * several branches.
 *
 * @param node the node as a mixed layer sees it
 * @param batch examples at a time
 * @param lean whether what leaves expansions is not kept, see {@link MixedPlan}
 */
public record LayerPlans(MixedNode node, int batch, boolean lean) implements OpVisitor<LayerPlan> {

  /** The plan of any node. */
  public static LayerPlan of(MixedNode node, int batch, boolean lean) {
    return node.parts().size() > 1 || node.width().open()
        ? new MixedPlan(node, batch, lean)
        : node.parts().get(0).block().op().accept(new LayerPlans(node, batch, lean));
  }

  @Override
  public LayerPlan conv(Conv conv) {
    return new ConvPlan(conv, node.at(), batch);
  }

  @Override
  public LayerPlan mbConv(MbConv mb) {
    return new MixedPlan(node, batch, lean);
  }

  @Override
  public LayerPlan skip(Skip skip) {
    return new MixedPlan(node, batch, lean);
  }

  @Override
  public LayerPlan globalPool(GlobalPool pool) {
    return new PoolPlan(node.at(), batch);
  }

  @Override
  public LayerPlan hidden(Hidden hidden) {
    return new HiddenPlan(hidden, node.at(), batch);
  }

  @Override
  public LayerPlan linear(Linear linear) {
    return new LinearPlan(node.at(), batch);
  }

  @Override
  public LayerPlan separableConv(SeparableConv conv) {
    throw unplanned(conv);
  }

  @Override
  public LayerPlan windowPool(WindowPool pool) {
    throw unplanned(pool);
  }

  @Override
  public LayerPlan factorizedReduce(FactorizedReduce reduce) {
    throw unplanned(reduce);
  }

  @Override
  public LayerPlan bareConv(BareConv conv) {
    throw unplanned(conv);
  }

  @Override
  public LayerPlan zero(Zero zero) {
    throw unplanned(zero);
  }

  @Override
  public LayerPlan auxiliaryHead(AuxiliaryHead head) {
    throw unplanned(head);
  }

  /** Networks with such ops are refused before. */
  private static IllegalStateException unplanned(Op op) {
    return new IllegalStateException("Not planned: " + op.code());
  }
}
