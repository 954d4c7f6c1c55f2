package org.fbnetspark.domain.train;

import java.util.ArrayList;
import java.util.List;
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

/**
 * The tensors of an op at a place, from input to output.
 *
 * @param at the place
 */
record OpTensors(Placement at) implements OpVisitor<List<OpTensors.Part>> {

  /**
   * One tensor before it lies in a vector.
   *
   * @param role in its op
   * @param shape axes, outermost first
   * @param init how it begins
   * @param fanOut outputs that one input reaches, for {@link WeightLayout.Init#HE_FAN_OUT}
   */
  record Part(String role, List<Integer> shape, WeightLayout.Init init, int fanOut) {}

  @Override
  public List<Part> conv(Conv conv) {
    int k = conv.kernel();
    return convolution(
        "", k * k * at.outChannels(), List.of(at.outChannels(), at.input().channels(), k, k));
  }

  @Override
  public List<Part> mbConv(MbConv mb) {
    List<Part> parts = new ArrayList<>();
    int in = at.input().channels();
    int middle = mb.middleChannels(at);
    int out = at.outChannels();
    int groups = mb.groups();
    if (mb.expands()) {
      parts.addAll(convolution("expand.", middle / groups, List.of(middle, in / groups, 1, 1)));
    }
    for (int d = 0; d < mb.depthwiseLayers(); d++) {
      int k = mb.kernel();
      parts.addAll(convolution("depthwise" + d + ".", k * k, List.of(middle, k, k)));
    }
    if (mb.squeezeExcite()) {
      int squeezed = mb.squeezedChannels(at);
      parts.addAll(product("squeeze.", squeezed, middle));
      parts.addAll(product("excite.", middle, squeezed));
    }
    parts.addAll(convolution("project.", out / groups, List.of(out, middle / groups, 1, 1)));
    return parts;
  }

  @Override
  public List<Part> skip(Skip skip) {
    int out = at.outChannels();
    return at.keepsShape()
        ? List.of()
        : convolution("", out, List.of(out, at.input().channels(), 1, 1));
  }

  @Override
  public List<Part> globalPool(GlobalPool pool) {
    return List.of();
  }

  @Override
  public List<Part> hidden(Hidden hidden) {
    return product("", at.outChannels(), at.input().channels());
  }

  @Override
  public List<Part> linear(Linear linear) {
    int out = at.outChannels();
    List<Integer> shape = List.of(out, Math.toIntExact(at.input().elements()));
    return List.of(
        new Part("weight", shape, WeightLayout.Init.SMALL_NORMAL, 0),
        new Part("bias", List.of(out), WeightLayout.Init.ZERO, 0));
  }

  /** The weights of a join, one for each branch that it sums. */
  static Part learnedSum(int branches) {
    return new Part("join.weight", List.of(branches), WeightLayout.Init.ZERO, 0);
  }

  private static List<Part> convolution(String prefix, int fanOut, List<Integer> shape) {
    List<Integer> channels = List.of(shape.get(0));
    return List.of(
        weight(prefix, fanOut, shape),
        new Part(prefix + WeightLayout.GAMMA, channels, WeightLayout.Init.ONE, 0),
        new Part(prefix + WeightLayout.BETA, channels, WeightLayout.Init.ZERO, 0));
  }

  private static List<Part> product(String prefix, int out, int in) {
    return List.of(
        new Part(prefix + "weight", List.of(out, in), WeightLayout.Init.HE_FAN_OUT, out),
        new Part(prefix + "bias", List.of(out), WeightLayout.Init.ZERO, 0));
  }

  @Override
  public List<Part> separableConv(SeparableConv conv) {
    List<Part> parts = new ArrayList<>();
    int k = conv.kernel();
    int in = at.input().channels();
    for (int unit = 0; unit < conv.units(); unit++) {
      int out = conv.leaving(unit, at);
      parts.add(weight("depthwise" + unit + ".", k * k, List.of(in, k, k)));
      parts.addAll(
          convolution("pointwise" + unit + ".", out, List.of(out, in, 1, 1), conv.affine()));
    }
    return parts;
  }

  @Override
  public List<Part> windowPool(WindowPool pool) {
    return pool.normalised() ? plainNorm("", at.outChannels()) : List.of();
  }

  @Override
  public List<Part> factorizedReduce(FactorizedReduce reduce) {
    int half = at.outChannels() / 2;
    List<Integer> shape = List.of(half, at.input().channels(), 1, 1);
    List<Part> parts = new ArrayList<>(convolution("even.", half, shape, reduce.affine()));
    parts.addAll(convolution("odd.", half, shape, reduce.affine()));
    return parts;
  }

  @Override
  public List<Part> bareConv(BareConv conv) {
    int k = conv.kernel();
    int out = at.outChannels();
    List<Integer> shape = List.of(out, at.input().channels(), k, k);
    return convolution("", k * k * out, shape, conv.affine());
  }

  @Override
  public List<Part> zero(Zero zero) {
    return List.of();
  }

  @Override
  public List<Part> auxiliaryHead(AuxiliaryHead head) {
    int middle = AuxiliaryHead.MIDDLE;
    int side = AuxiliaryHead.SIDE;
    int out = at.outChannels();
    List<Part> parts =
        new ArrayList<>(
            convolution("pointwise.", middle, List.of(middle, at.input().channels(), 1, 1)));
    List<Integer> shape = List.of(out, middle, side, side);
    int fanOut = side * side * out;
    if (head.normalised()) {
      parts.addAll(convolution("project.", fanOut, shape));
    } else {
      parts.add(weight("project.", fanOut, shape));
    }
    return parts;
  }

  private static Part weight(String prefix, int fanOut, List<Integer> shape) {
    return new Part(prefix + "weight", shape, WeightLayout.Init.HE_FAN_OUT, fanOut);
  }

  private static List<Part> convolution(
      String prefix, int fanOut, List<Integer> shape, boolean affine) {
    if (affine) {
      return convolution(prefix, fanOut, shape);
    }
    List<Part> parts = new ArrayList<>(List.of(weight(prefix, fanOut, shape)));
    parts.addAll(plainNorm(prefix, shape.get(0)));
    return parts;
  }

  /** A normalisation that has nothing to train. */
  private static List<Part> plainNorm(String prefix, int channels) {
    return List.of(
        new Part(prefix + WeightLayout.GAMMA, List.of(channels), WeightLayout.Init.FIXED, 0),
        new Part(prefix + WeightLayout.BETA, List.of(channels), WeightLayout.Init.FIXED, 0));
  }
}
