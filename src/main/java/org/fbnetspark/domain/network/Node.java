package org.fbnetspark.domain.network;

import java.io.Serializable;
import java.util.List;

/**
 * A place of a network where branches meet.
 *
 * @param name unique in its network, such as {@code stage2.layer3}
 * @param join how the branches become one
 * @param branches at least one
 * @param width channels that leave
 */
public record Node(String name, Join join, List<Branch> branches, Width width)
    implements Serializable {

  /** Copies the branches and checks what a node alone can tell. */
  public Node {
    branches = List.copyOf(branches);
    if (branches.isEmpty() || width.ofOp()) {
      throw new IllegalArgumentException("Node " + name + " needs a branch and a width");
    }
    if (join == Join.CONCAT && !branches.stream().allMatch(branch -> branch.when().always())) {
      throw new IllegalArgumentException(
          "Node " + name + " joins branches side by side, so all of them must always be there");
    }
  }

  /** A node of one branch that is always there. */
  public static Node of(String name, Branch branch, int channels) {
    return new Node(name, Join.SUM, List.of(branch), Width.of(channels));
  }
}
