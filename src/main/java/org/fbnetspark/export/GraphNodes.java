package org.fbnetspark.export;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;

/** The ONNX nodes of a network whose nodes are sums or stand side by side. */
final class GraphNodes {

  private final GraphWriter graph;
  private final FoldedWeights weights;

  /** Name of what each node gives. */
  private final List<String> values = new ArrayList<>();

  private int blocks;

  private GraphNodes(GraphWriter graph, FoldedWeights weights) {
    this.graph = graph;
    this.weights = weights;
  }

  /**
   * Adds all of them.
   *
   * @return name of what the last node of the network gives
   */
  static String add(GraphWriter graph, FoldedWeights weights, Network network) {
    GraphNodes nodes = new GraphNodes(graph, weights);
    List<List<Block>> all = network.blocksByNode();
    for (int i = 0; i < all.size(); i++) {
      nodes.values.add(nodes.add(network.nodes().get(i), all.get(i)));
    }
    return nodes.values.get(nodes.values.size() - 1);
  }

  private String add(Node node, List<Block> ops) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < ops.size(); i++) {
      Branch branch = node.branches().get(i);
      Block op = ops.get(i);
      Block named =
          ops.size() == 1 ? op : new Block(node.name() + "." + i, op.op(), op.placement());
      String x = branch.from() == Branch.INPUT ? OnnxModel.INPUT : values.get(branch.from());
      parts.add(OpNodes.add(graph, weights, blocks++, named, x));
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    if (node.join() == Join.CONCAT) {
      return graph.node("Concat", node.name() + "/joined", parts, Attributes.of("axis", 1));
    }
    String sum = parts.get(0);
    for (int i = 1; i < parts.size(); i++) {
      sum = graph.node("Add", node.name() + "/sum" + i, List.of(sum, parts.get(i)));
    }
    return sum;
  }
}
