package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Condition;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Nodes of branches, each of which reads an earlier node or the images:
 *
 * <pre>node = join over branches of factor * branch(what it reads)</pre>
 *
 * <p>A node's gradient is the sum of those of all branches that read it.
 */
final class Graph {

  /** A layer that reads the value at a place: 0 for the images, i + 1 for node i. */
  record Branch(int place, Layer layer, Condition when) {}

  /** Branches and how they become one. */
  record Node(List<Branch> branches, Junction junction) {}

  private final List<Node> nodes;

  /** What each branch gave before its factor. */
  private final List<List<INDArray>> outputs = new ArrayList<>();

  /** Takes the nodes in order. */
  Graph(List<Node> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** The value of each node. */
  List<INDArray> forward(INDArray images, FactorTensors factors) {
    outputs.clear();
    List<INDArray> values = new ArrayList<>(List.of(images));
    for (Node node : nodes) {
      List<INDArray> given = new ArrayList<>();
      List<INDArray> parts = new ArrayList<>();
      for (Branch branch : node.branches()) {
        INDArray y = branch.layer().forward(values.get(branch.place()));
        given.add(y);
        parts.add(factors.times(branch.when(), y));
      }
      outputs.add(given);
      values.add(node.junction().forward(parts));
    }
    return values.subList(1, values.size());
  }

  /**
   * Follows a {@link #forward} with the same factors: adds to the gradients of the parameters and
   * of the factors.
   *
   * @param gradients of the loss with respect to each node by itself; null where there is none
   * @return gradient of the loss with respect to the images
   */
  INDArray backward(INDArray[] gradients, FactorTensors factors) {
    INDArray[] sums = new INDArray[gradients.length + 1];
    System.arraycopy(gradients, 0, sums, 1, gradients.length);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (sums[i + 1] != null) {
        backward(i, sums, factors);
      }
    }
    return sums[0];
  }

  private void backward(int node, INDArray[] sums, FactorTensors factors) {
    List<INDArray> parts = nodes.get(node).junction().backward(sums[node + 1]);
    for (int i = 0; i < parts.size(); i++) {
      Branch branch = nodes.get(node).branches().get(i);
      INDArray dy = parts.get(i);
      if (!branch.when().always()) {
        INDArray slopes = dy.mul(outputs.get(node).get(i)).sum(true, 1, 2, 3);
        factors.addGradient(branch.when(), slopes.reshape('c', dy.size(0), 1));
      }
      INDArray dx = branch.layer().backward(factors.times(branch.when(), dy));
      int place = branch.place();
      sums[place] = sums[place] == null ? dx : sums[place].add(dx);
    }
  }
}
