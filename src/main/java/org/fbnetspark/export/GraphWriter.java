package org.fbnetspark.export;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import onnx.Onnx;

/**
 * Nodes and constants of an ONNX graph, added in an order in which they can be run. A node bears
 * the name of what it gives.
 */
final class GraphWriter {

  private final List<Onnx.NodeProto> nodes = new ArrayList<>();
  private final List<Onnx.TensorProto> constants = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** Adds a node with one output; returns its name. */
  String node(String op, String name, List<String> inputs, Onnx.AttributeProto... attributes) {
    Onnx.NodeProto.Builder node =
        Onnx.NodeProto.newBuilder()
            .setOpType(op)
            .setName(name)
            .addAllInput(inputs)
            .addOutput(name)
            .addAllAttribute(List.of(attributes));
    add(node.build());
    return name;
  }

  /** Adds a node as it is. */
  void add(Onnx.NodeProto node) {
    node.getOutputList().forEach(this::claim);
    nodes.add(node);
  }

  /** Adds a constant; returns its name. */
  String constant(Onnx.TensorProto tensor) {
    claim(tensor.getName());
    constants.add(tensor);
    return tensor.getName();
  }

  private void claim(String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("Two tensors of the model are named " + name);
    }
  }

  /** The graph so far, in which the tensor {@code last} is named {@code output}. */
  Onnx.GraphProto.Builder graph(String last, String output) {
    Onnx.GraphProto.Builder graph = Onnx.GraphProto.newBuilder().addAllInitializer(constants);
    for (Onnx.NodeProto node : nodes) {
      Onnx.NodeProto.Builder renamed = node.toBuilder().clearInput().clearOutput();
      node.getInputList().forEach(name -> renamed.addInput(name.equals(last) ? output : name));
      node.getOutputList().forEach(name -> renamed.addOutput(name.equals(last) ? output : name));
      graph.addNode(renamed);
    }
    return graph;
  }
}
