package org.fbnetspark.domain.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.op.AuxiliaryHead;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * A network of cells as it is trained: edges that may be dropped, and an auxiliary classifier. Its
 * first nodes are the network's own, so that the weights of the network are the first of those
 * trained.
 *
 * <p>Dropped paths: each edge of a cell but the identity is left out for an example with a
 * probability, and where it is not it counts the more, so that its mean stays (Larsson et al.,
 * FractalNet, arXiv 1605.07648, Section 3; Liu et al., DARTS, arXiv 1806.09055, the authors' code).
 * Each such edge has a condition of its own, that the first of two candidates of a choice is taken.
 *
 * @param network that is trained
 * @param paths edges that may be dropped
 */
public record CellTraining(Network network, int paths) {

  private static final String AUXILIARY = "auxiliary";

  /**
   * What is trained of a network.
   *
   * @param auxiliaryWeight of the loss of an auxiliary classifier behind the second cell that
   *     halves the map; 0 for none
   * @param drops whether edges may be dropped
   * @throws IllegalArgumentException where the network is not made of cells, or too small a map is
   *     left for the classifier
   */
  public static CellTraining of(Network network, double auxiliaryWeight, boolean drops) {
    if (auxiliaryWeight == 0 && !drops) {
      return new CellTraining(network, 0);
    }
    if (Genotype.of(network).isEmpty()) {
      throw new IllegalArgumentException(
          network.name()
              + " is not made of cells, which alone have paths to drop and auxiliary"
              + " classifiers");
    }
    List<Node> nodes = new ArrayList<>();
    int paths = 0;
    for (Node node : network.nodes()) {
      List<Branch> branches = new ArrayList<>();
      for (Branch branch : node.branches()) {
        boolean dropped = drops && node.join() == Join.SUM && droppable(node, branch);
        Condition when = dropped ? Condition.of(paths++, 0) : branch.when();
        branches.add(new Branch(branch.from(), branch.op(), branch.stride(), when));
      }
      nodes.add(new Node(node.name(), node.join(), branches, node.width()));
    }
    List<Output> outputs = new ArrayList<>(network.outputs());
    if (auxiliaryWeight > 0) {
      outputs.add(auxiliary(network, nodes, auxiliaryWeight));
    }
    return new CellTraining(new Network(network.name(), network.input(), nodes, outputs), paths);
  }

  private static boolean droppable(Node node, Branch branch) {
    boolean identity = branch.op() instanceof Skip && branch.stride() == 1;
    return node.name().matches("cell[0-9]+\\.node[0-9]+") && !identity;
  }

  /** Adds the auxiliary classifier. */
  private static Output auxiliary(Network network, List<Node> nodes, double weight) {
    int from = lastReduction(network).orElseThrow();
    ImageShape map = network.shapes().get(from);
    boolean cifar = network.nodes().get(0).name().equals("stem");
    AuxiliaryHead head = new AuxiliaryHead(cifar);
    Branch features = new Branch(from, head, 1, Condition.ALWAYS);
    nodes.add(Node.of(AUXILIARY, features, AuxiliaryHead.LEAVING));
    Branch scores = new Branch(nodes.size() - 1, new Linear(), 1, Condition.ALWAYS);
    nodes.add(Node.of(AUXILIARY + ".classifier", scores, network.classes()));
    if (map.height() < AuxiliaryHead.SIDE || map.width() < AuxiliaryHead.SIDE) {
      throw new IllegalArgumentException(
          network.name()
              + " has a map of "
              + map
              + " where its auxiliary classifier would stand, which needs 2x2");
    }
    return new Output(nodes.size() - 1, Condition.ALWAYS, weight);
  }

  /** The output of the last cell that halves the map. */
  private static Optional<Integer> lastReduction(Network network) {
    Optional<Integer> last = Optional.empty();
    boolean halves = false;
    for (int i = 0; i < network.nodes().size(); i++) {
      Node node = network.nodes().get(i);
      if (node.name().endsWith(".node" + Genotype.INPUTS)) {
        halves = node.branches().stream().anyMatch(branch -> branch.stride() > 1);
      } else if (node.join() == Join.CONCAT && halves) {
        last = Optional.of(i);
      }
    }
    return last;
  }
}
