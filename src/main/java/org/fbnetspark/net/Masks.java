package org.fbnetspark.net;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Pass;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Skip;

/** Tells which choices of widths and of the input's sides can be masked, whatever the engine. */
public final class Masks {

  private Masks() {}

  /** What of a network cannot be masked; empty where all can. */
  public static List<String> problems(Network network) {
    List<String> problems = new ArrayList<>();
    List<List<Pass>> passes = Pass.of(network);
    for (int i = 0; i < passes.size(); i++) {
      Node node = network.nodes().get(i);
      if (passes.get(i).size() > 1 && node.branches().stream().anyMatch(Masks::weighsPositions)) {
        problems.add("node " + node.name() + " has weights for each position of its maps");
      }
      boolean open = node.width().open();
      for (Branch branch : node.branches()) {
        boolean masked = open || branch.middle().open() || network.entering(branch).open();
        if (masked && branch.op().groups() > 1) {
          problems.add("node " + node.name() + " has groups beside a choice of widths");
        }
        if (masked && node.join() != Join.SUM) {
          problems.add(
              "node " + node.name() + " joins what has a choice of widths other than by a sum");
        }
        if (masked && mayChange(network, node, branch)) {
          problems.add("node " + node.name() + " has a skip between widths that may differ");
        }
      }
      if (open && node.branches().stream().allMatch(branch -> branch.op() instanceof Skip)) {
        problems.add("node " + node.name() + " has a choice of widths and nothing but skip");
      }
    }
    return problems;
  }

  private static boolean weighsPositions(Branch branch) {
    return branch.op() instanceof Linear || branch.op() instanceof Hidden;
  }

  /** Whether a skip is a convolution for some widths: then it has weights for those alone. */
  private static boolean mayChange(Network network, Node node, Branch branch) {
    return branch.op() instanceof Skip && branch.stride() == 1 && !network.identity(node, branch);
  }
}
