package org.fbnetspark.export;

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
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.SeparableConv;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.WindowPool;
import org.fbnetspark.domain.op.Zero;

/**
 * Values of an example in the largest tensor between the nodes of an op, or more.
 *
 * @param at where the op stands
 */
record WidestTensor(Placement at) implements OpVisitor<Long> {

  @Override
  public Long conv(Conv conv) {
    return ends(conv);
  }

  @Override
  public Long mbConv(MbConv mb) {
    return Math.max(ends(mb), at.input().positions() * mb.middleChannels(at));
  }

  @Override
  public Long skip(Skip skip) {
    return ends(skip);
  }

  @Override
  public Long globalPool(GlobalPool pool) {
    return ends(pool);
  }

  @Override
  public Long hidden(Hidden hidden) {
    return ends(hidden);
  }

  @Override
  public Long linear(Linear linear) {
    return ends(linear);
  }

  private long ends(Op op) {
    return Math.max(at.input().elements(), op.output(at).elements());
  }

  @Override
  public Long separableConv(SeparableConv conv) {
    return ends(conv);
  }

  @Override
  public Long windowPool(WindowPool pool) {
    return ends(pool);
  }

  @Override
  public Long factorizedReduce(FactorizedReduce reduce) {
    return ends(reduce);
  }

  @Override
  public Long bareConv(BareConv conv) {
    return ends(conv);
  }

  @Override
  public Long zero(Zero zero) {
    return ends(zero);
  }

  @Override
  public Long auxiliaryHead(AuxiliaryHead head) {
    return ends(head);
  }
}
