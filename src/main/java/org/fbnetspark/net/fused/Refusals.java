package org.fbnetspark.net.fused;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Pass;
import org.fbnetspark.net.Masks;
import org.fbnetspark.net.fused.layer.NodePlans;

/**
 * Tells the networks that this engine computes: graphs of sums and of what stands side by side, in
 * which choices of widths and sides stand in rows of inverted residual blocks alone.
 */
final class Refusals {

  private Refusals() {}

  /** What of a network is not computed; empty where all is. */
  static List<String> problems(Network network) {
    List<String> problems = new ArrayList<>();
    List<Integer> outputs = network.outputs().stream().map(Output::node).toList();
    if (!network.outputs().stream().allMatch(output -> output.when().always())) {
      problems.add("it has an output that is not always there");
    }
    if (outputs.stream().distinct().count() < outputs.size()) {
      problems.add("it has two outputs of one node");
    }
    List<List<Block>> blocks = network.blocksByNode();
    List<List<Pass>> passes = Pass.of(network);
    for (int i = 0; i < blocks.size(); i++) {
      Node node = network.nodes().get(i);
      if (node.join() == Join.LEARNED_SUM) {
        problems.add("node " + node.name() + " has a learned sum");
      }
      boolean one = blocks.get(i).size() == 1 && node.branches().get(0).when().always();
      if (!one && !NodePlans.mixed(network, i, blocks.get(i))) {
        boolean masked = node.branches().stream().anyMatch(branch -> masked(network, node, branch));
        if (masked || passes.get(i).size() > 1) {
          problems.add(
              "node "
                  + node.name()
                  + " has a choice of widths or sides and other branches than inverted residual"
                  + " blocks and skip that read one node");
        }
      }
      boolean several = !one && !NodePlans.mixed(network, i, blocks.get(i));
      if (outputs.contains(i) && sharesInput(network, i, several)) {
        problems.add("node " + node.name() + ", an output, reads what other branches read too");
      }
    }
    problems.addAll(Masks.problems(network));
    return problems;
  }

  private static boolean masked(Network network, Node node, Branch branch) {
    return node.width().open() || network.middle(branch).open() || network.entering(branch).open();
  }

  /** Dropout changes what an output reads, where that is no image. */
  private static boolean sharesInput(Network network, int output, boolean several) {
    List<Integer> read =
        network.nodes().get(output).branches().stream()
            .map(Branch::from)
            .filter(from -> from != Branch.INPUT)
            .toList();
    long readers =
        network.nodes().stream()
            .filter(node -> node.branches().stream().anyMatch(b -> read.contains(b.from())))
            .count();
    return readers > 1 || (several && !read.isEmpty());
  }
}
