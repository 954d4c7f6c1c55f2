package org.fbnetspark.export;

import java.util.ArrayList;
import java.util.List;
import onnx.Onnx;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.op.Activation;
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
import org.fbnetspark.domain.shape.ImageShape;

/**
 * The ONNX nodes of one layer. Tensors are {@code [batch, channel, height, width]}; a classifier
 * gives {@code [batch, class]}.
 */
final class OpNodes implements OpVisitor<String> {

  private final GraphWriter graph;
  private final FoldedWeights weights;
  private final int layer;
  private final String name;
  private final Placement at;
  private final String x;

  private OpNodes(GraphWriter graph, FoldedWeights weights, int index, Block layer, String x) {
    this.graph = graph;
    this.weights = weights;
    this.layer = index;
    this.name = layer.name();
    this.at = layer.placement();
    this.x = x;
  }

  /**
   * Adds a layer that reads the tensor x to a graph. Its name, before a slash, begins the names of
   * nodes and constants.
   *
   * @param weights of the network
   * @param index of the layer
   * @return name of what it gives; x itself for an identity
   */
  static String add(GraphWriter graph, FoldedWeights weights, int index, Block layer, String x) {
    return layer.op().accept(new OpNodes(graph, weights, index, layer, x));
  }

  @Override
  public String conv(Conv conv) {
    return convolution(conv.kernel(), conv.activation());
  }

  @Override
  public String skip(Skip skip) {
    return at.keepsShape() ? x : convolution(1, Activation.RELU);
  }

  private String convolution(int kernel, Activation activation) {
    int in = at.input().channels();
    ConvShape shape = ConvShape.full(in, at.outChannels(), kernel, at.stride());
    return activated("conv", shape, activation, x);
  }

  @Override
  public String globalPool(GlobalPool pool) {
    return node("GlobalAveragePool", "pool", List.of(x));
  }

  @Override
  public String mbConv(MbConv mb) {
    int middle = mb.middleChannels(at);
    String y = x;
    if (mb.expands()) {
      y =
          activated(
              "expand", pointwise(at.input().channels(), middle, mb.groups()), mb.activation(), y);
    }
    if (mb.groups() > 1) {
      y = shuffle(at.input().withChannels(middle), mb.groups(), y);
    }
    for (int d = 0; d < mb.depthwiseLayers(); d++) {
      int stride = d == 0 ? at.stride() : 1;
      ConvShape shape = ConvShape.depthwise(middle, mb.kernel(), stride);
      y = activated("depthwise" + d, shape, mb.activation(), y);
    }
    if (mb.squeezeExcite()) {
      y = squeezeExcite(mb, middle, mb.squeezedChannels(at), y);
    }
    y = convolution("project", pointwise(middle, at.outChannels(), mb.groups()), y);
    return at.keepsShape() ? node("Add", "sum", List.of(x, y)) : y;
  }

  private String squeezeExcite(MbConv mb, int middle, int squeezed, String excited) {
    String y = node("GlobalAveragePool", "squeeze.mean", List.of(excited));
    y = activated("squeeze", pointwise(middle, squeezed, 1), mb.activation(), y);
    y = hardSigmoid("excite", convolution("excite", pointwise(squeezed, middle, 1), y));
    return node("Mul", "excited", List.of(excited, y));
  }

  /**
   * Channels {@code (a1..ah, b1..bh)} become {@code (a1, b1, a2, b2, ..)}: seen as a matrix of
   * groups by channels of a group, the matrix is transposed. A size of 0 keeps the batch.
   */
  private String shuffle(ImageShape shape, int groups, String of) {
    int channels = shape.channels();
    int height = shape.height();
    int width = shape.width();
    String y = reshape("shuffle.grouped", of, 0, groups, channels / groups, height, width);
    y = node("Transpose", "shuffle.swapped", List.of(y), Attributes.list("perm", 0, 2, 1, 3, 4));
    return reshape("shuffle", y, 0, channels, height, width);
  }

  private String reshape(String role, String of, long... shape) {
    String sizes = graph.constant(Tensors.sizes(name(role + ".shape"), shape));
    return node("Reshape", role, List.of(of, sizes));
  }

  /** Hard swish is a node of its own from operator set 14 on only. */
  private String activated(String role, ConvShape shape, Activation activation, String of) {
    String y = convolution(role, shape, of);
    return switch (activation) {
      case RELU -> node("Relu", role + ".relu", List.of(y));
      case RELU6 ->
          node(
              "Clip",
              role + ".relu6",
              List.of(y, bound(role + ".relu6.least", 0), bound(role + ".relu6.most", 6)));
      case HARD_SWISH -> node("Mul", role + ".hardswish", List.of(y, hardSigmoid(role, y)));
    };
  }

  private String bound(String role, float value) {
    return graph.constant(Tensors.floats(name(role), new float[] {value}, List.of()));
  }

  private String hardSigmoid(String role, String of) {
    return node(
        "HardSigmoid",
        role + ".hardsigmoid",
        List.of(of),
        Attributes.of("alpha", 1f / 6),
        Attributes.of("beta", 0.5f));
  }

  private String convolution(String role, ConvShape shape, String of) {
    int pad = shape.pad();
    return convolution(role, shape, of, pad, pad, pad, pad);
  }

  /** With its own rows and columns of 0: above, to the left, below, to the right. */
  private String convolution(String role, ConvShape shape, String of, long... pads) {
    FoldedKernel kernel = kernel(role, shape.weightShape());
    List<Onnx.AttributeProto> attributes = new ArrayList<>();
    if (shape.dilation() > 1) {
      attributes.add(Attributes.list("dilations", shape.dilation(), shape.dilation()));
    }
    attributes.add(Attributes.of("group", shape.groups()));
    attributes.add(Attributes.list("kernel_shape", shape.kernel(), shape.kernel()));
    attributes.add(Attributes.list("pads", pads));
    attributes.add(Attributes.list("strides", shape.stride(), shape.stride()));
    return node(
        "Conv",
        role,
        List.of(
            of,
            constant(role + ".weight", kernel.weights(), shape.weightShape()),
            constant(role + ".bias", kernel.biases(), List.of(shape.out()))),
        attributes.toArray(Onnx.AttributeProto[]::new));
  }

  @Override
  public String hidden(Hidden hidden) {
    ConvShape shape = pointwise(at.input().channels(), at.outChannels(), 1);
    return activated("conv", shape, hidden.activation(), x);
  }

  @Override
  public String linear(Linear linear) {
    int classes = at.outChannels();
    List<Integer> shape = List.of(classes, Math.toIntExact(at.input().elements()));
    FoldedKernel kernel = kernel("fc", shape);
    String flat = node("Flatten", "fc.input", List.of(x), Attributes.of("axis", 1));
    return node(
        "Gemm",
        "fc",
        List.of(
            flat,
            constant("fc.weight", ChannelOrder.outermost(kernel.weights(), at.input()), shape),
            constant("fc.bias", kernel.biases(), List.of(classes))),
        Attributes.of("transB", 1));
  }

  @Override
  public String separableConv(SeparableConv conv) {
    int in = at.input().channels();
    String y = x;
    for (int unit = 0; unit < conv.units(); unit++) {
      ConvShape depthwise = ConvShape.depthwise(in, conv.kernel(), conv.stride(unit, at));
      y = node("Relu", "unit" + unit + ".relu", List.of(y));
      y = convolution("depthwise" + unit, depthwise.dilated(conv.dilation()), y);
      y = convolution("pointwise" + unit, pointwise(in, conv.leaving(unit, at), 1), y);
    }
    return y;
  }

  @Override
  public String windowPool(WindowPool pool) {
    String op =
        switch (pool.kind()) {
          case MAX -> "MaxPool";
          case AVG -> "AveragePool";
        };
    int pad = WindowPool.KERNEL / 2;
    String y =
        node(
            op,
            "pool",
            List.of(x),
            Attributes.list("kernel_shape", WindowPool.KERNEL, WindowPool.KERNEL),
            Attributes.list("pads", pad, pad, pad, pad),
            Attributes.list("strides", at.stride(), at.stride()));
    int channels = at.outChannels();
    return pool.normalised() ? convolution("norm", ConvShape.depthwise(channels, 1, 1), y) : y;
  }

  @Override
  public String factorizedReduce(FactorizedReduce reduce) {
    ConvShape half = ConvShape.full(at.input().channels(), at.outChannels() / 2, 1, at.stride());
    String active = node("Relu", "relu", List.of(x));
    String even = convolution("even", half, active);
    String shifted =
        node(
            "Slice",
            "shifted",
            List.of(
                active,
                graph.constant(Tensors.sizes(name("shifted.first"), 1, 1)),
                graph.constant(
                    Tensors.sizes(name("shifted.end"), at.input().height(), at.input().width())),
                graph.constant(Tensors.sizes(name("shifted.axes"), 2, 3))));
    String odd =
        convolution("odd", half, shifted, 0, 0, at.input().height() % 2, at.input().width() % 2);
    return node("Concat", "reduced", List.of(even, odd), Attributes.of("axis", 1));
  }

  @Override
  public String bareConv(BareConv conv) {
    String y = conv.relu() ? node("Relu", "relu", List.of(x)) : x;
    int in = at.input().channels();
    return convolution("conv", ConvShape.full(in, at.outChannels(), conv.kernel(), at.stride()), y);
  }

  @Override
  public String zero(Zero zero) {
    String sampled =
        at.stride() == 1
            ? x
            : node(
                "MaxPool",
                "sampled",
                List.of(x),
                Attributes.list("kernel_shape", 1, 1),
                Attributes.list("strides", at.stride(), at.stride()));
    return node("Mul", "zero", List.of(sampled, constant("zero.factor", new float[1], List.of(1))));
  }

  @Override
  public String auxiliaryHead(AuxiliaryHead head) {
    int height = at.input().height();
    int width = at.input().width();
    int middle = AuxiliaryHead.MIDDLE;
    String y =
        node(
            "AveragePool",
            "means",
            List.of(node("Relu", "relu", List.of(x))),
            Attributes.list(
                "kernel_shape", AuxiliaryHead.window(height), AuxiliaryHead.window(width)),
            Attributes.list("strides", AuxiliaryHead.stride(height), AuxiliaryHead.stride(width)));
    y = activated("pointwise", pointwise(at.input().channels(), middle, 1), Activation.RELU, y);
    ConvShape whole = ConvShape.full(middle, at.outChannels(), AuxiliaryHead.SIDE, 1);
    return activated("project", whole, Activation.RELU, y);
  }

  private FoldedKernel kernel(String role, List<Integer> shape) {
    FoldedKernel kernel = weights.kernel(layer, role, shape);
    int length = shape.stream().reduce(1, Math::multiplyExact);
    if (kernel.weightCount() != length || kernel.outputs() != shape.get(0)) {
      throw new IllegalArgumentException(
          "The kernel "
              + role
              + " of layer "
              + name
              + " must be "
              + shape
              + ", but has "
              + kernel.weightCount()
              + " weights and "
              + kernel.outputs()
              + " biases");
    }
    return kernel;
  }

  private static ConvShape pointwise(int in, int out, int groups) {
    return ConvShape.pointwise(in, out, groups);
  }

  private String constant(String role, float[] values, List<Integer> shape) {
    return graph.constant(Tensors.floats(name(role), values, shape));
  }

  private String node(
      String op, String role, List<String> inputs, Onnx.AttributeProto... attributes) {
    return graph.node(op, name(role), inputs, attributes);
  }

  private String name(String role) {
    return name + "/" + role;
  }
}
