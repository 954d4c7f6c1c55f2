package org.fbnetspark.report;

import org.fbnetspark.domain.op.Activation;
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
 * How an op is drawn.
 *
 * @param at the place
 */
record OpBox(Placement at) implements OpVisitor<OpBox.Box> {

  private static final int GREATEST_HEIGHT = 10;

  /**
   * A box.
   *
   * @param words the op in a few letters, such as {@code K5 E6 G2 SE HS}
   * @param cssClass its colour and hatching
   * @param height in units of one expansion
   */
  record Box(String words, String cssClass, int height) {}

  @Override
  public Box conv(Conv conv) {
    return new Box(conv.code(), "block fixed k" + conv.kernel(), 1);
  }

  @Override
  public Box mbConv(MbConv mb) {
    String words =
        "K"
            + String.valueOf(mb.kernel()).repeat(mb.depthwiseLayers())
            + (mb.middle() == 0 ? " E" + mb.expansion() : " M" + mb.middle())
            + (mb.groups() == 1 ? "" : " G" + mb.groups())
            + (mb.squeezeExcite() ? " SE" : "")
            + activation(mb.activation());
    String cssClass = "block k" + mb.kernel() + (mb.groups() == 1 ? "" : " grouped");
    int height = Math.max(1, mb.middleChannels(at) / at.input().channels());
    return new Box(words, cssClass, Math.min(GREATEST_HEIGHT, height));
  }

  private static String activation(Activation activation) {
    return switch (activation) {
      case RELU -> "";
      case RELU6 -> " R6";
      case HARD_SWISH -> " HS";
    };
  }

  @Override
  public Box skip(Skip skip) {
    return new Box(skip.code(), "block skip", 1);
  }

  @Override
  public Box globalPool(GlobalPool pool) {
    return fixed(pool);
  }

  @Override
  public Box hidden(Hidden hidden) {
    return fixed(hidden);
  }

  @Override
  public Box linear(Linear linear) {
    return fixed(linear);
  }

  private static Box fixed(Op op) {
    return new Box(op.code(), "block fixed", 1);
  }

  @Override
  public Box separableConv(SeparableConv conv) {
    String words = (conv.dilated() ? "D" : "S") + conv.kernel();
    return new Box(words, "block k" + conv.kernel(), conv.units());
  }

  @Override
  public Box windowPool(WindowPool pool) {
    return new Box(pool.kind().name() + WindowPool.KERNEL, "block skip", 1);
  }

  @Override
  public Box factorizedReduce(FactorizedReduce reduce) {
    return new Box("reduce", "block skip", 1);
  }

  @Override
  public Box bareConv(BareConv conv) {
    return new Box("conv_k" + conv.kernel(), "block fixed k" + conv.kernel(), 1);
  }

  @Override
  public Box zero(Zero zero) {
    return new Box(zero.code(), "block skip", 1);
  }

  @Override
  public Box auxiliaryHead(AuxiliaryHead head) {
    return fixed(head);
  }
}
