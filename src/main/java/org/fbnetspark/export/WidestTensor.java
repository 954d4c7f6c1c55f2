package org.fbnetspark.export;

import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpVisitor;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;

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
}
