package org.fbnetspark.net.fused;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.net.Masks;
import org.fbnetspark.net.fused.layer.MixedNode;

/**
 * Tells the networks that layers in a row can compute: chains in which each node is one op, or the
 * sum of inverted residual blocks and skip under factors and masks of widths.
 */
final class Chains {

  private Chains() {}

  /** What of a network is no such chain; empty where all is. */
  static List<String> problems(Network network) {
    List<String> problems = new ArrayList<>();
    int last = network.nodes().size() - 1;
    if (!network.outputs().equals(List.of(Output.of(last)))) {
      problems.add("its output is not the last node alone, always and with a weight of 1");
    }
    List<List<Block>> blocks = network.blocksByNode();
    for (int i = 0; i <= last; i++) {
      Node node = network.nodes().get(i);
      for (String problem : problems(i, node, MixedNode.of(network, i, blocks.get(i)))) {
        problems.add("node " + node.name() + " " + problem);
      }
    }
    problems.addAll(Masks.problems(network));
    return problems;
  }

  private static List<String> problems(int index, Node node, MixedNode mixed) {
    List<String> problems = new ArrayList<>();
    if (node.branches().stream().anyMatch(branch -> branch.from() != index - 1)) {
      problems.add("reads another node than the one before it");
    }
    boolean alone = mixed.parts().size() == 1;
    if (alone && !node.branches().get(0).when().always()) {
      problems.add("has one branch that is not always there");
    }
    node.branches().stream()
        .map(Branch::op)
        .filter(op -> !planned(op))
        .findFirst()
        .ifPresent(op -> problems.add("has " + op.code() + ", an op of cells"));
    if (node.join() == Join.LEARNED_SUM) {
      problems.add("has a learned sum");
    }
    if (!alone || node.width().open()) {
      problems.addAll(mixed.problems(node.join()));
    }
    return problems;
  }

  /** Whether there is a layer for an op, alone or beside others. */
  static boolean planned(Op op) {
    return op instanceof Conv
        || op instanceof GlobalPool
        || op instanceof Hidden
        || op instanceof Linear
        || op instanceof MbConv
        || op instanceof Skip;
  }
}
