package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Pass;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.net.Masks;

/** Builds the graph of a network from its parameters. */
final class GraphBuilder {

  private final Network network;
  private final WeightLayout layout;
  private final Parameters parameters;
  private final StatisticsSource statistics;
  private final DropoutSource dropout;
  private final FactorSource factors;

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
      DropoutSource dropout,
      FactorSource factors) {
    this.network = network;
    this.layout = layout;
    this.parameters = parameters;
    this.statistics = statistics;
    this.dropout = dropout;
    this.factors = factors;
  }

  /** What of a network cannot be built; empty where all can. */
  static List<String> problems(Network network) {
    List<String> problems = new ArrayList<>();
    problems.addAll(Masks.problems(network));
    if (network.input().options().stream()
            .map(option -> network.shapes(option.shape()))
            .flatMap(maps -> network.outputs().stream().map(output -> maps.get(output.node())))
            .distinct()
            .count()
        > 1) {
      problems.add("its outputs leave different shapes");
    }
    return problems;
  }

  Graph graph() {
    List<List<NodePass>> nodes = new ArrayList<>();
    List<List<Block>> blocks = network.blocksByNode();
    List<List<Pass>> passes = Pass.of(network);
    for (int i = 0; i < blocks.size(); i++) {
      int index = i;
      nodes.add(passes.get(i).stream().map(pass -> pass(index, blocks.get(index), pass)).toList());
    }
    return new Graph(nodes);
  }

  private NodePass pass(int index, List<Block> blocks, Pass pass) {
    Map<Integer, SampledPixels> reads = new HashMap<>();
    for (int i = 0; i < blocks.size(); i++) {
      int place = network.nodes().get(index).branches().get(i).from() + 1;
      reads.put(place, new SampledPixels(pass.reads().get(i)));
    }
    return new NodePass(node(index, blocks), pass.when(), reads, new SampledPixels(pass.leaves()));
  }

  private NodePass.Node node(int index, List<Block> blocks) {
    Node node = network.nodes().get(index);
    boolean output = network.outputs().stream().mapToInt(Output::node).anyMatch(n -> n == index);
    List<NodePass.Branch> branches = new ArrayList<>();
    List<NodePass.Addition> additions = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Branch branch = node.branches().get(i);
      Optional<Condition> residual = network.residual(node, branch);
      boolean within = !node.width().open() && residual.equals(Optional.of(branch.when()));
      if (!within) {
        residual.ifPresent(when -> additions.add(new NodePass.Addition(branch.from() + 1, when)));
      }
      if (identity(node, blocks.get(i))) {
        additions.add(new NodePass.Addition(branch.from() + 1, branch.when()));
        continue;
      }
      Layer layer =
          LayerFactory.branch(
              blocks.get(i),
              parameters.of(index, i),
              statistics,
              options(network.middle(branch)),
              factors,
              within);
      branches.add(
          new NodePass.Branch(
              branch.from() + 1,
              output ? new Chain(List.of(new DropoutLayer(dropout), layer)) : layer,
              branch.when()));
    }
    return new NodePass.Node(branches, junction(index, node), mask(node), additions);
  }

  /** Whether a branch is a skip that keeps what it reads beside masked ones. */
  private static boolean identity(Node node, Block block) {
    boolean beside =
        node.width().open() || block.placement().outChannels() != node.width().largest();
    return block.op() instanceof Skip
        && block.placement().keepsShape()
        && node.join() == Join.SUM
        && beside;
  }

  /** A pool gives the channels that it reads, which are masked already. */
  private Optional<Mask> mask(Node node) {
    boolean pool = node.branches().get(0).op() instanceof GlobalPool;
    return node.width().open() && !pool
        ? Optional.of(new Mask(options(node.width()), factors))
        : Optional.empty();
  }

  private static List<Mask.Option> options(Width width) {
    return width.open()
        ? width.options().stream()
            .map(option -> new Mask.Option(option.channels(), option.when()))
            .toList()
        : List.of();
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
