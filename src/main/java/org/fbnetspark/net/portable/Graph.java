package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Nodes that read earlier ones or the images. The value of a node is the sum of its passes; its
 * gradient is the sum of those of all that read it.
 */
final class Graph {

  private final List<List<NodePass>> nodes;

  /** Takes the passes of each node, the nodes in order. */
  Graph(List<List<NodePass>> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** The value of each node. */
  List<INDArray> forward(INDArray images, FactorTensors factors) {
    List<INDArray> values = new ArrayList<>(List.of(images));
    for (List<NodePass> passes : nodes) {
      INDArray sum = passes.get(0).forward(values, factors);
      for (NodePass pass : passes.subList(1, passes.size())) {
        sum = sum.add(pass.forward(values, factors));
      }
      values.add(sum);
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
        for (NodePass pass : nodes.get(i)) {
          pass.backward(sums[i + 1], sums, factors);
        }
      }
    }
    return sums[0];
  }
}
