package org.fbnetspark.export;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import onnx.Onnx;
import org.fbnetspark.domain.name.Release;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * A network as an ONNX model (operator set 13). It reads {@value #INPUT}, {@code [batch, channel,
 * height, width]}, and gives {@value #OUTPUT}: {@code [batch, class]} behind a classifier, else
 * {@code [batch, channel, height, width]}. The same network and weights give the same bytes.
 */
public final class OnnxModel {

  /** Name of the tensor read. */
  public static final String INPUT = "images";

  /** Name of the tensor given. */
  public static final String OUTPUT = "scores";

  /** The first operator set with scales for each channel; any runtime since 2021 reads it. */
  public static final int OPERATOR_SET = 13;

  /** The format's version that came with that operator set. */
  private static final int IR_VERSION = 7;

  private static final String ANY_BATCH = "batch";

  private static final int LARGEST_SIDE = 1 << 16;

  /** A message of protobuf has at most 2 GiB: 4 bytes a weight, and at most as many biases. */
  private static final long MOST_WEIGHTS = 250_000_000;

  /** Values of the largest tensor between two nodes, of one batch. */
  private static final long MOST_VALUES = 500_000_000;

  private final Onnx.ModelProto proto;

  OnnxModel(Onnx.ModelProto proto) {
    this.proto = proto;
  }

  /**
   * The network in single precision, batch normalisation folded into its convolutions.
   *
   * @param batch examples in one run; empty for any number
   * @throws IllegalArgumentException where the layers do not fit together, a kernel has another
   *     shape than its layer, or the network is larger than the format allows
   */
  public static OnnxModel of(Network network, FoldedWeights weights, OptionalInt batch) {
    checkSizes(network, batch.orElse(1));
    requireArchitecture(network);
    checkClassifier(network);
    GraphWriter graph = new GraphWriter();
    String x = GraphNodes.add(graph, weights, network);
    if (x.equals(INPUT)) {
      x = graph.node("Identity", "identity", List.of(x));
    }
    List<Block> layers = network.blocks();
    List<ImageShape> shapes = network.shapes();
    ImageShape shape = shapes.get(shapes.size() - 1);
    boolean flat = layers.get(layers.size() - 1).op() instanceof Linear;
    Onnx.GraphProto.Builder built =
        graph
            .graph(x, OUTPUT)
            .setName(network.name())
            .addInput(tensor(INPUT, batch, network.input().shape(), false))
            .addOutput(tensor(OUTPUT, batch, shape, flat));
    return new OnnxModel(
        Onnx.ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName(Release.PRODUCT)
            .setProducerVersion(Release.VERSION)
            .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
            .setGraph(built)
            .build());
  }

  /**
   * The model that {@link #bytes} wrote.
   *
   * @throws IllegalArgumentException where the bytes are none
   */
  public static OnnxModel read(byte[] bytes) {
    try {
      return new OnnxModel(Onnx.ModelProto.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("These bytes are no ONNX model: " + e.getMessage(), e);
    }
  }

  private static void requireArchitecture(Network network) {
    if (!network.fixed()
        || !network.outputs().equals(List.of(Output.of(network.nodes().size() - 1)))
        || network.nodes().stream().anyMatch(node -> node.join() == Join.LEARNED_SUM)) {
      throw new IllegalArgumentException(
          network.name()
              + " has something to choose, several outputs or a learned sum; an ONNX model has none"
              + " of them");
    }
  }

  /** What a classifier gives has no positions, which every other layer needs. */
  private static void checkClassifier(Network network) {
    List<Block> layers = network.blocks();
    for (int i = 1; i < layers.size(); i++) {
      if (layers.get(i - 1).op() instanceof Linear) {
        throw new IllegalArgumentException(
            "Layer "
                + layers.get(i).name()
                + " of "
                + network.name()
                + " stands behind the classifier; an ONNX model ends with it");
      }
    }
  }

  private static void checkSizes(Network network, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("A model needs a batch of at least 1, but was " + batch);
    }
    long weights = 0;
    for (Block layer : network.blocks()) {
      Placement at = layer.placement();
      ImageShape in = at.input();
      int side =
          Math.max(Math.max(in.height(), in.width()), Math.max(in.channels(), at.outChannels()));
      if (side > LARGEST_SIDE) {
        throw tooLarge(network, layer, "has a side of " + side + ", above " + LARGEST_SIDE);
      }
      if (layer.op().accept(new WidestTensor(at)) > MOST_VALUES / batch) {
        throw tooLarge(network, layer, "holds more than " + MOST_VALUES + " values between nodes");
      }
      weights += layer.parameters();
      if (weights > MOST_WEIGHTS) {
        throw tooLarge(network, layer, "brings the weights above " + MOST_WEIGHTS);
      }
    }
  }

  private static IllegalArgumentException tooLarge(Network network, Block layer, String what) {
    return new IllegalArgumentException(
        "An ONNX model cannot hold " + network.name() + ": its layer " + layer.name() + " " + what);
  }

  private static Onnx.ValueInfoProto tensor(
      String name, OptionalInt batch, ImageShape shape, boolean flat) {
    Onnx.TensorShapeProto.Builder axes = Onnx.TensorShapeProto.newBuilder();
    axes.addDim(
        batch.isPresent()
            ? axis(batch.getAsInt())
            : Onnx.TensorShapeProto.Dimension.newBuilder().setDimParam(ANY_BATCH));
    axes.addDim(axis(shape.channels()));
    if (!flat) {
      axes.addDim(axis(shape.height())).addDim(axis(shape.width()));
    }
    return Onnx.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            Onnx.TypeProto.newBuilder()
                .setTensorType(
                    Onnx.TypeProto.Tensor.newBuilder()
                        .setElemType(Onnx.TensorProto.DataType.FLOAT.getNumber())
                        .setShape(axes)))
        .build();
  }

  private static Onnx.TensorShapeProto.Dimension.Builder axis(long size) {
    return Onnx.TensorShapeProto.Dimension.newBuilder().setDimValue(size);
  }

  /**
   * The network in 8 bits: activations in unsigned bytes, weights in signed bytes with a scale for
   * each output channel, biases in 32 bits.
   *
   * @param ranges of every tensor that the nodes exchange, from {@link Calibration}
   * @throws IllegalArgumentException where a range is missing
   */
  public OnnxModel quantised(Map<String, ValueRange> ranges, QuantisedEdges edges) {
    return new OnnxModel(new Quantisation(proto, ranges, edges).quantised());
  }

  /**
   * The model with these properties, such as class names, in place of the ones it has. They are
   * ordered by name.
   */
  public OnnxModel withProperties(Map<String, String> properties) {
    Onnx.ModelProto.Builder model = proto.toBuilder().clearMetadataProps();
    new TreeMap<>(properties)
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    Onnx.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return new OnnxModel(model.build());
  }

  /** The bytes of an {@code .onnx} file. */
  public byte[] bytes() {
    return proto.toByteArray();
  }

  Onnx.ModelProto proto() {
    return proto;
  }

  /** Whether the model reads and gives unsigned bytes; else it does so in single precision. */
  boolean edgesInBytes() {
    return proto.getGraph().getInput(0).getType().getTensorType().getElemType()
        == QuantisedEdges.UINT8.elementType();
  }

  /** Values of one example read. */
  long exampleValues() {
    return Arrays.stream(inputShape(1)).skip(1).reduce(1, Math::multiplyExact);
  }

  /** Sizes of the tensor read, for a batch of this size where the model takes any. */
  long[] inputShape(int batch) {
    return shape(proto.getGraph().getInput(0), batch);
  }

  /** Sizes of the tensor given, for a batch of this size where the model takes any. */
  long[] outputShape(int batch) {
    return shape(proto.getGraph().getOutput(0), batch);
  }

  private static long[] shape(Onnx.ValueInfoProto tensor, int batch) {
    return tensor.getType().getTensorType().getShape().getDimList().stream()
        .mapToLong(axis -> axis.hasDimParam() ? batch : axis.getDimValue())
        .toArray();
  }
}
