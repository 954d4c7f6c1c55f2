package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.train.WeightLayout;

/** Builds the graph of a network from its parameters. */
final class GraphBuilder {

  private final Network network;
  private final WeightLayout layout;
  private final Parameters parameters;
  private final StatisticsSource statistics;
  private final DropoutSource dropout;

  /**
   * Takes what the layers of the graph will read.
   *
   * @param dropout of what the branches of outputs read
   */
  GraphBuilder(
      Network network,
      WeightLayout layout,
      Parameters parameters,
      StatisticsSource statistics,
      DropoutSource dropout) {
    this.network = network;
    this.layout = layout;
    this.parameters = parameters;
    this.statistics = statistics;
    this.dropout = dropout;
  }

  /** What of a network cannot be built; empty where all can. */
  static List<String> problems(Network network) {
    List<String> problems = new ArrayList<>();
    if (network.input().options().size() > 1) {
      problems.add("its input has a choice of sides");
    }
    for (Node node : network.nodes()) {
      if (node.width().options().size() > 1) {
        problems.add("node " + node.name() + " has a choice of widths");
      }
      if (node.branches().stream().anyMatch(branch -> branch.middle().options().size() > 1)) {
        problems.add("node " + node.name() + " has a choice of middle widths");
      }
    }
    if (network.outputs().stream()
            .map(output -> network.shapes().get(output.node()))
            .distinct()
            .count()
        > 1) {
      problems.add("its outputs leave different shapes");
    }
    return problems;
  }

  Graph graph() {
    List<Graph.Node> nodes = new ArrayList<>();
    List<List<Block>> blocks = network.blocksByNode();
    for (int i = 0; i < blocks.size(); i++) {
      nodes.add(node(i, blocks.get(i)));
    }
    return new Graph(nodes);
  }

  private Graph.Node node(int index, List<Block> blocks) {
    Node node = network.nodes().get(index);
    boolean output = network.outputs().stream().mapToInt(Output::node).anyMatch(n -> n == index);
    List<Graph.Branch> branches = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Branch branch = node.branches().get(i);
      Layer layer =
          LayerFactory.branch(
              blocks.get(i).op(),
              blocks.get(i).placement(),
              layout.tensors(index, i),
              parameters::of,
              statistics);
      branches.add(
          new Graph.Branch(
              branch.from() + 1,
              output ? new Chain(List.of(new DropoutLayer(dropout), layer)) : layer,
              branch.when()));
    }
    return new Graph.Node(branches, junction(index, node));
  }

  private Junction junction(int index, Node node) {
    return switch (node.join()) {
      case SUM -> new Junction.Sum();
      case CONCAT -> new Junction.Concatenation();
      case LEARNED_SUM ->
          new Junction.LearnedSum(
              parameters.of(layout.tensors(index, node.branches().size()).get(0)));
    };
  }
}
