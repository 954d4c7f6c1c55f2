package org.fbnetspark.net.fused.layer;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.AuxiliaryHead;
import org.fbnetspark.domain.op.BareConv;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.FactorizedReduce;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.OpVisitor;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.SeparableConv;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.WindowPool;
import org.fbnetspark.domain.op.Zero;
import org.fbnetspark.net.fused.kernel.NhwcShape;

/**
 * A branch by itself: a layer, and the normalisation that ends it, into whose scale and shift a
 * factor can be multiplied.
 *
 * @param layer all but that normalisation; empty where what is read is given as it is
 * @param norm the normalisation; empty where none ends the branch
 * @param rectified whether the layer reads through a ReLU
 * @param output extent of what is given
 */
record BranchPlan(
    Optional<LayerPlan> layer, Optional<Affine> norm, boolean rectified, NhwcShape output) {

  /**
   * The plan of any op but nothing.
   *
   * @param residual whether a block adds what it reads
   */
  static BranchPlan of(Block block, boolean residual, int batch) {
    return block.op().accept(new Maker(block, residual, batch));
  }

  int parameterCount() {
    return layer.map(LayerPlan::parameterCount).orElse(0);
  }

  private static BranchPlan of(LayerPlan layer) {
    boolean rectified = layer.reads().get(0).rectified();
    return new BranchPlan(Optional.of(layer), Optional.empty(), rectified, layer.output());
  }

  private static BranchPlan normed(LayerPlan layer, Affine norm, boolean rectified) {
    return new BranchPlan(Optional.of(layer), Optional.of(norm), rectified, layer.output());
  }

  private record Maker(Block block, boolean residual, int batch) implements OpVisitor<BranchPlan> {

    private Placement at() {
      return block.placement();
    }

    @Override
    public BranchPlan conv(Conv conv) {
      return of(new ConvPlan(conv, at(), batch));
    }

    @Override
    public BranchPlan mbConv(MbConv mb) {
      return mixed();
    }

    @Override
    public BranchPlan skip(Skip skip) {
      NhwcShape input = NhwcShape.of(batch, at().input());
      return at().keepsShape()
          ? new BranchPlan(Optional.empty(), Optional.empty(), false, input)
          : mixed();
    }

    private BranchPlan mixed() {
      Optional<Condition> input = residual ? Optional.of(Condition.ALWAYS) : Optional.empty();
      MixedNode.Part part = new MixedNode.Part(block, Condition.ALWAYS, input, Width.OF_OP);
      Width width = Width.of(at().outChannels());
      return of(new MixedPlan(new MixedNode(at(), List.of(part), width), batch, false));
    }

    @Override
    public BranchPlan globalPool(GlobalPool pool) {
      return of(new PoolPlan(at(), batch));
    }

    @Override
    public BranchPlan hidden(Hidden hidden) {
      return of(new HiddenPlan(hidden, at(), batch));
    }

    @Override
    public BranchPlan linear(Linear linear) {
      return of(new LinearPlan(at(), batch));
    }

    @Override
    public BranchPlan separableConv(SeparableConv conv) {
      SeparablePlan plan = new SeparablePlan(conv, at(), batch);
      return normed(plan, plan.norm(), true);
    }

    @Override
    public BranchPlan windowPool(WindowPool pool) {
      WindowPoolPlan plan = new WindowPoolPlan(pool, at(), batch);
      return pool.normalised() ? normed(plan, plan.norm(), false) : of(plan);
    }

    @Override
    public BranchPlan factorizedReduce(FactorizedReduce reduce) {
      ReducePlan plan = new ReducePlan(reduce, at(), batch);
      return normed(plan, plan.norm(), true);
    }

    @Override
    public BranchPlan bareConv(BareConv conv) {
      BareConvPlan plan = new BareConvPlan(conv, at(), batch);
      return normed(plan, plan.norm(), conv.relu());
    }

    @Override
    public BranchPlan zero(Zero zero) {
      throw new IllegalStateException("Nothing is computed for " + block);
    }

    @Override
    public BranchPlan auxiliaryHead(AuxiliaryHead head) {
      return of(new AuxiliaryPlan(head, at(), batch));
    }
  }
}
