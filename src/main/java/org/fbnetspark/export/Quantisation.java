package org.fbnetspark.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onnx.Onnx;

/**
 * Rewrites a model in single precision into one in 8 bits, in the form that runtimes turn into
 * integer kernels: a quantise and a dequantise node between any two nodes, a dequantise node behind
 * every weight and bias.
 *
 * <p>Between a convolution and its ReLU or ReLU6 no such pair stands: the range of the activation's
 * output cuts off what lies outside. Nor does one stand behind a hard sigmoid, for which runtimes
 * have no integer kernel: its factors are multiplied in single precision, and only the products
 * quantised.
 */
final class Quantisation {

  /** Nodes that move values and keep their scale. */
  private static final Set<String> MOVES =
      Set.of("Reshape", "Transpose", "Flatten", "Identity", "Slice");

  private static final Set<String> WEIGHTED = Set.of("Conv", "Gemm");

  private static final String HARD_SIGMOID = "HardSigmoid";

  /** Where a hard sigmoid begins and ends to rise. */
  private static final float KNEE = 3;

  private static final String QUANTISED = "/quantised";
  private static final String DEQUANTISED = "/dequantised";

  private final Onnx.ModelProto model;
  private final Map<String, ValueRange> ranges;
  private final QuantisedEdges edges;
  private final GraphWriter graph = new GraphWriter();
  private final Map<String, Onnx.TensorProto> constants;
  private final Set<String> unquantised;
  private final Map<String, ValueRange> rangeOfTensor = new HashMap<>();

  /** Of a model that {@link OnnxModel#of} made, with the ranges of its tensors. */
  Quantisation(Onnx.ModelProto model, Map<String, ValueRange> ranges, QuantisedEdges edges) {
    this.model = model;
    this.ranges = ranges;
    this.edges = edges;
    constants =
        model.getGraph().getInitializerList().stream()
            .collect(Collectors.toMap(Onnx.TensorProto::getName, Function.identity()));
    unquantised =
        Stream.concat(
                Stream.of("Relu", "Clip").flatMap(this::nodes).map(node -> node.getInput(0)),
                nodes(HARD_SIGMOID).map(node -> node.getOutput(0)))
            .collect(Collectors.toSet());
  }

  private Stream<Onnx.NodeProto> nodes(String op) {
    return model.getGraph().getNodeList().stream().filter(node -> node.getOpType().equals(op));
  }

  /** The quantised model. */
  Onnx.ModelProto quantised() {
    Onnx.GraphProto source = model.getGraph();
    rangeOfTensor.put(OnnxModel.INPUT, range(OnnxModel.INPUT));
    addScale(OnnxModel.INPUT);
    if (edges == QuantisedEdges.FLOAT) {
      convert("QuantizeLinear", OnnxModel.INPUT, OnnxModel.INPUT, quantisedName(OnnxModel.INPUT));
    }
    dequantise(OnnxModel.INPUT);
    source.getNodeList().forEach(this::add);
    boolean floats = edges == QuantisedEdges.FLOAT;
    String last = OnnxModel.OUTPUT + (floats ? DEQUANTISED : QUANTISED);
    Onnx.GraphProto.Builder built =
        graph
            .graph(last, OnnxModel.OUTPUT)
            .setName(source.getName())
            .addInput(withElements(source.getInput(0)))
            .addOutput(withElements(source.getOutput(0)));
    return model.toBuilder().setGraph(built).build();
  }

  private void add(Onnx.NodeProto node) {
    List<String> inputs = new ArrayList<>();
    for (String input : node.getInputList()) {
      boolean asItIs = constants.containsKey(input) || unquantised.contains(input);
      inputs.add(asItIs ? input : input + DEQUANTISED);
    }
    if (WEIGHTED.contains(node.getOpType())) {
      addKernel(node);
      inputs.set(1, node.getInput(1) + DEQUANTISED);
      inputs.set(2, node.getInput(2) + DEQUANTISED);
    } else {
      inputs.stream()
          .filter(constants::containsKey)
          .forEach(name -> graph.constant(constants.get(name)));
    }
    Onnx.NodeProto.Builder changed = node.toBuilder().clearInput().addAllInput(inputs);
    changed.clearOutput();
    node.getOutputList().forEach(output -> changed.addOutput(realName(output)));
    graph.add(changed.build());
    for (String output : node.getOutputList()) {
      if (!unquantised.contains(output)) {
        boolean moved = MOVES.contains(node.getOpType());
        rangeOfTensor.put(output, moved ? rangeOfTensor.get(node.getInput(0)) : range(output));
        addScale(output);
        convert("QuantizeLinear", output, realName(output), quantisedName(output));
        if (!output.equals(OnnxModel.OUTPUT) || edges == QuantisedEdges.FLOAT) {
          dequantise(output);
        }
      }
    }
  }

  private void addKernel(Onnx.NodeProto node) {
    Onnx.TensorProto weights = constants.get(node.getInput(1));
    Onnx.TensorProto biases = constants.get(node.getInput(2));
    QuantisedKernel kernel =
        QuantisedKernel.of(
            Tensors.floats(weights),
            Tensors.floats(biases),
            rangeOfTensor.get(node.getInput(0)).scale());
    List<Integer> shape = weights.getDimsList().stream().map(Math::toIntExact).toList();
    List<Integer> channels = shape.subList(0, 1);
    int outputs = channels.get(0);
    // All zero, and so without need by the format; but ONNX Runtime's product of matrices wants it.
    dequantise(
        weights.getName(),
        Tensors.signedBytes(weights.getName() + QUANTISED, kernel.weights(), shape),
        Tensors.floats(scale(weights.getName()), kernel.weightScales(), channels),
        Tensors.signedBytes(zeroPoint(weights.getName()), new byte[outputs], channels));
    dequantise(
        biases.getName(),
        Tensors.integers(biases.getName() + QUANTISED, kernel.biases(), channels),
        Tensors.floats(scale(biases.getName()), kernel.biasScales(), channels),
        Tensors.integers(zeroPoint(biases.getName()), new int[outputs], channels));
  }

  private void dequantise(
      String name, Onnx.TensorProto values, Onnx.TensorProto scales, Onnx.TensorProto zeroPoints) {
    graph.node(
        "DequantizeLinear",
        name + DEQUANTISED,
        List.of(graph.constant(values), graph.constant(scales), graph.constant(zeroPoints)),
        Attributes.of("axis", 0));
  }

  private void addScale(String tensor) {
    ValueRange range = rangeOfTensor.get(tensor);
    graph.constant(Tensors.floats(scale(tensor), new float[] {range.scale()}, List.of()));
    graph.constant(Tensors.unsignedByte(zeroPoint(tensor), range.zeroPoint()));
  }

  private void dequantise(String tensor) {
    convert("DequantizeLinear", tensor, quantisedName(tensor), tensor + DEQUANTISED);
  }

  private void convert(String op, String tensor, String from, String to) {
    graph.node(op, to, List.of(from, scale(tensor), zeroPoint(tensor)));
  }

  private static String scale(String tensor) {
    return tensor + "/scale";
  }

  private static String zeroPoint(String tensor) {
    return tensor + "/zero";
  }

  /** The model's own output bears the name that the last node's bore. */
  private static String realName(String tensor) {
    return tensor.equals(OnnxModel.OUTPUT) ? tensor + "/real" : tensor;
  }

  private String quantisedName(String tensor) {
    boolean given = tensor.equals(OnnxModel.INPUT) && edges == QuantisedEdges.UINT8;
    return given ? tensor : tensor + QUANTISED;
  }

  private ValueRange range(String tensor) {
    ValueRange range = ranges.get(tensor);
    if (range == null) {
      throw new IllegalArgumentException(
          "Quantising " + model.getGraph().getName() + " needs the range of tensor " + tensor);
    }
    return nodes(HARD_SIGMOID).anyMatch(node -> node.getInput(0).equals(tensor))
        ? beforeHardSigmoid(tensor, range)
        : range;
  }

  /**
   * What is below -3 gives the same as -3: the factor 0 and, in a hard swish, the product 0. What
   * is above 3 gives the factor 1, but is told apart by the product of a hard swish.
   */
  private ValueRange beforeHardSigmoid(String tensor, ValueRange range) {
    boolean multiplied = nodes("Mul").anyMatch(node -> node.getInputList().contains(tensor));
    float max = multiplied ? range.max() : Math.min(range.max(), KNEE);
    return new ValueRange(Math.max(range.min(), -KNEE), max);
  }

  private Onnx.ValueInfoProto withElements(Onnx.ValueInfoProto tensor) {
    Onnx.ValueInfoProto.Builder changed = tensor.toBuilder();
    changed.getTypeBuilder().getTensorTypeBuilder().setElemType(edges.elementType());
    return changed.build();
  }
}
