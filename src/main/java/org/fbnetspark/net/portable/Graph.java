package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.network.Condition;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Nodes of branches, each of which reads an earlier node or the images:
 *
 * <pre>node = mask * (join over branches of factor * branch(what it reads))
 *        + sum over additions of factor * what is read</pre>
 *
 * <p>Only nodes with a choice of widths have a mask. Only they and those that read them have
 * additions: the residuals and identities of their branches, which may hold for some widths alone
 * and read what is masked already. A node's gradient is the sum of those of all branches that read
 * it.
 */
final class Graph {

  /** A layer that reads the value at a place: 0 for the images, i + 1 for node i. */
  record Branch(int place, Layer layer, Condition when) {}

  /** The value at a place as it is, with as many channels as the node has. */
  record Addition(int place, Condition when) {}

  /** Branches and how they become one, the mask of that, and what is added to it. */
  record Node(
      List<Branch> branches, Junction junction, Optional<Mask> mask, List<Addition> additions) {}

  private final List<Node> nodes;

  /** What each branch gave before its factor. */
  private final List<List<INDArray>> outputs = new ArrayList<>();

  /** The images and what each node gave. */
  private List<INDArray> values = List.of();

  /** Takes the nodes in order. */
  Graph(List<Node> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** The value of each node. */
  List<INDArray> forward(INDArray images, FactorTensors factors) {
    outputs.clear();
    values = new ArrayList<>(List.of(images));
    for (Node node : nodes) {
      List<INDArray> given = new ArrayList<>();
      List<INDArray> parts = new ArrayList<>();
      for (Branch branch : node.branches()) {
        INDArray y = branch.layer().forward(values.get(branch.place()));
        given.add(y);
        parts.add(factors.times(branch.when(), y));
      }
      outputs.add(given);
      INDArray joined = node.junction().forward(parts);
      INDArray y = node.mask().map(mask -> mask.forward(joined)).orElse(joined);
      for (Addition addition : node.additions()) {
        INDArray read = fitted(values.get(addition.place()), y.size(3));
        y = y.add(factors.times(addition.when(), read));
      }
      values.add(y);
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
    INDArray dValue = sums[node + 1];
    for (Addition addition : nodes.get(node).additions()) {
      INDArray x = values.get(addition.place());
      addSlopes(addition.when(), dValue.mul(fitted(x, dValue.size(3))), factors);
      add(sums, addition.place(), fitted(factors.times(addition.when(), dValue), x.size(3)));
    }
    INDArray joined = nodes.get(node).mask().map(mask -> mask.backward(dValue)).orElse(dValue);
    List<INDArray> parts = nodes.get(node).junction().backward(joined);
    for (int i = 0; i < parts.size(); i++) {
      Branch branch = nodes.get(node).branches().get(i);
      INDArray dy = parts.get(i);
      if (!branch.when().always()) {
        addSlopes(branch.when(), dy.mul(outputs.get(node).get(i)), factors);
      }
      add(sums, branch.place(), branch.layer().backward(factors.times(branch.when(), dy)));
    }
  }

  private static void addSlopes(Condition when, INDArray products, FactorTensors factors) {
    INDArray slopes = products.sum(true, 1, 2, 3);
    factors.addGradient(when, slopes.reshape('c', products.size(0), 1));
  }

  private static void add(INDArray[] sums, int place, INDArray share) {
    sums[place] = sums[place] == null ? share : sums[place].add(share);
  }

  /** The first channels, or zeros behind all of them. */
  private static INDArray fitted(INDArray x, long channels) {
    if (x.size(3) == channels) {
      return x;
    }
    long common = Math.min(x.size(3), channels);
    INDArray fitted = Nd4j.zeros(x.dataType(), x.size(0), x.size(1), x.size(2), channels);
    Matrix.rows(fitted)
        .get(NDArrayIndex.all(), NDArrayIndex.interval(0, common))
        .assign(Matrix.rows(x).get(NDArrayIndex.all(), NDArrayIndex.interval(0, common)));
    return fitted;
  }
}
