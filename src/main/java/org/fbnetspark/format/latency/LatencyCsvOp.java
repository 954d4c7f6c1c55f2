package org.fbnetspark.format.latency;

import java.util.List;
import java.util.Map;
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
import org.fbnetspark.domain.op.SeparableConv;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.op.WindowPool;
import org.fbnetspark.domain.op.Zero;

/**
 * The cells op, kernel, expansion and groups of an op.
 *
 * @param extra takes what has no cell
 */
record LatencyCsvOp(Map<String, String> extra) implements OpVisitor<List<String>> {

  @Override
  public List<String> conv(Conv conv) {
    activation(conv.activation());
    return List.of("conv", String.valueOf(conv.kernel()), "", "1");
  }

  @Override
  public List<String> mbConv(MbConv mb) {
    if (mb.expansion() == 1) {
      extra.put("expand", mb.expandAlways() ? "1" : "0");
    } else if (!mb.expandAlways()) {
      extra.put("expand", "0");
    }
    if (mb.squeezeExcite()) {
      extra.put("se", LatencyCsvRow.QUARTER);
    }
    activation(mb.activation());
    String kernel = String.valueOf(mb.kernel()).repeat(mb.depthwiseLayers());
    String expansion = "";
    if (mb.middle() == 0) {
      expansion = String.valueOf(mb.expansion());
    } else {
      extra.put("middle", String.valueOf(mb.middle()));
    }
    return List.of("mbconv", kernel, expansion, String.valueOf(mb.groups()));
  }

  @Override
  public List<String> skip(Skip skip) {
    return alone(skip);
  }

  @Override
  public List<String> globalPool(GlobalPool pool) {
    return alone(pool);
  }

  @Override
  public List<String> hidden(Hidden hidden) {
    activation(hidden.activation());
    return List.of("hidden", "", "", "");
  }

  @Override
  public List<String> linear(Linear linear) {
    return alone(linear);
  }

  private static List<String> alone(Op op) {
    return List.of(op.code(), "", "", "");
  }

  private void activation(Activation activation) {
    if (activation != Activation.RELU) {
      extra.put("act", LatencyCsvRow.word(activation));
    }
  }

  @Override
  public List<String> separableConv(SeparableConv conv) {
    return alone(conv);
  }

  @Override
  public List<String> windowPool(WindowPool pool) {
    return alone(pool);
  }

  @Override
  public List<String> factorizedReduce(FactorizedReduce reduce) {
    return alone(reduce);
  }

  @Override
  public List<String> bareConv(BareConv conv) {
    return alone(conv);
  }

  @Override
  public List<String> zero(Zero zero) {
    return alone(zero);
  }

  @Override
  public List<String> auxiliaryHead(AuxiliaryHead head) {
    return alone(head);
  }
}
