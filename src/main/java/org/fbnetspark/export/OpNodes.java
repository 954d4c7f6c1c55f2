package org.fbnetspark.export;

import java.util.List;
import onnx.Onnx;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.ShuffleUnit;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * The ONNX nodes of one layer. Tensors are {@code [batch, channel, height, width]}; a classifier
 * gives {@code [batch, class]}.
 */
final class OpNodes {

  private final GraphWriter graph;
  private final FoldedWeights weights;
  private final int layer;
  private final String name;

  /**
   * Adds to a graph.
   *
   * @param weights of the network
   * @param layer index of the layer
   * @param name of the layer; before a slash, it begins the names of nodes and constants
   */
  OpNodes(GraphWriter graph, FoldedWeights weights, int layer, String name) {
    this.graph = graph;
    this.weights = weights;
    this.layer = layer;
    this.name = name;
  }

  /**
   * Adds an op that reads the tensor x.
   *
   * @return name of what it gives; x itself for an identity
   */
  String add(Op op, Placement at, String x) {
    int in = at.input().channels();
    if (op instanceof MbConv mb) {
      return block(mb, at, x);
    } else if (op instanceof ShuffleUnit unit) {
      return at.keepsShape() ? shuffleUnit(unit, at, x) : stridedShuffleUnit(unit, at, x);
    } else if (op instanceof Conv conv) {
      ConvShape shape = ConvShape.full(in, at.outChannels(), conv.kernel(), at.stride());
      return activated("conv", shape, conv.activation(), x);
    } else if (op instanceof Skip) {
      ConvShape shape = ConvShape.full(in, at.outChannels(), 1, at.stride());
      return at.keepsShape() ? x : rectified("conv", shape, x);
    } else if (op instanceof GlobalPool) {
      return node("GlobalAveragePool", "pool", List.of(x));
    } else if (op instanceof Linear) {
      return linear(at, x);
    }
    throw new IllegalArgumentException("No ONNX nodes compute the op " + op.code());
  }

  private String block(MbConv mb, Placement at, String x) {
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

  private String squeezeExcite(MbConv mb, int middle, int squeezed, String x) {
    String y = node("GlobalAveragePool", "squeeze.mean", List.of(x));
    y = activated("squeeze", pointwise(middle, squeezed, 1), mb.activation(), y);
    y = hardSigmoid("excite", convolution("excite", pointwise(squeezed, middle, 1), y));
    return node("Mul", "excited", List.of(x, y));
  }

  private String shuffleUnit(ShuffleUnit unit, Placement at, String x) {
    int half = at.outChannels() / 2;
    String sizes = graph.constant(Tensors.sizes(name("split.sizes"), half, half));
    List<String> halves =
        graph.node(
            "Split",
            name("split"),
            List.of(x, sizes),
            List.of(name("left"), name("right")),
            Attributes.of("axis", 1));
    String y = rectified("right.expand", pointwise(half, half, 1), halves.get(1));
    y = convolution("right.depthwise", ConvShape.depthwise(half, unit.kernel(), 1), y);
    y = rectified("right.project", pointwise(half, half, 1), y);
    return joined(at, halves.get(0), y);
  }

  private String stridedShuffleUnit(ShuffleUnit unit, Placement at, String x) {
    int in = at.input().channels();
    int middle = at.outChannels() / 2;
    int stride = at.stride();
    String left = convolution("left.depthwise", ConvShape.depthwise(in, unit.kernel(), stride), x);
    left = rectified("left.project", pointwise(in, in, 1), left);
    String right = rectified("right.expand", pointwise(in, middle, 1), x);
    right =
        convolution("right.depthwise", ConvShape.depthwise(middle, unit.kernel(), stride), right);
    right = rectified("right.project", pointwise(middle, at.outChannels() - in, 1), right);
    return joined(at, left, right);
  }

  private String joined(Placement at, String left, String right) {
    String y = node("Concat", "joined", List.of(left, right), Attributes.of("axis", 1));
    return shuffle(at.output(), 2, y);
  }

  /**
   * Channels {@code (a1..ah, b1..bh)} become {@code (a1, b1, a2, b2, ..)}: seen as a matrix of
   * groups by channels of a group, the matrix is transposed. A size of 0 keeps the batch.
   */
  private String shuffle(ImageShape shape, int groups, String x) {
    int channels = shape.channels();
    int height = shape.height();
    int width = shape.width();
    String y = reshape("shuffle.grouped", x, 0, groups, channels / groups, height, width);
    y = node("Transpose", "shuffle.swapped", List.of(y), Attributes.list("perm", 0, 2, 1, 3, 4));
    return reshape("shuffle", y, 0, channels, height, width);
  }

  private String reshape(String role, String x, long... shape) {
    String sizes = graph.constant(Tensors.sizes(name(role + ".shape"), shape));
    return node("Reshape", role, List.of(x, sizes));
  }

  private String rectified(String role, ConvShape shape, String x) {
    return activated(role, shape, Activation.RELU, x);
  }

  /** Hard swish is a node of its own from operator set 14 on only. */
  private String activated(String role, ConvShape shape, Activation activation, String x) {
    String y = convolution(role, shape, x);
    return switch (activation) {
      case RELU -> node("Relu", role + ".relu", List.of(y));
      case HARD_SWISH -> node("Mul", role + ".hardswish", List.of(y, hardSigmoid(role, y)));
    };
  }

  private String hardSigmoid(String role, String x) {
    return node(
        "HardSigmoid",
        role + ".hardsigmoid",
        List.of(x),
        Attributes.of("alpha", 1f / 6),
        Attributes.of("beta", 0.5f));
  }

  private String convolution(String role, ConvShape shape, String x) {
    FoldedKernel kernel = kernel(role, shape.weightShape());
    int pad = shape.kernel() / 2;
    return node(
        "Conv",
        role,
        List.of(
            x,
            constant(role + ".weight", kernel.weights(), shape.weightShape()),
            constant(role + ".bias", kernel.biases(), List.of(shape.out()))),
        Attributes.of("group", shape.groups()),
        Attributes.list("kernel_shape", shape.kernel(), shape.kernel()),
        Attributes.list("pads", pad, pad, pad, pad),
        Attributes.list("strides", shape.stride(), shape.stride()));
  }

  private String linear(Placement at, String x) {
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
