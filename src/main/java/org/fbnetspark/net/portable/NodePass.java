package org.fbnetspark.net.portable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Pass;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A {@link Pass} of a node of branches, each of which reads an earlier node or the images:
 *
 * <pre>y = mask * (join over branches of factor * branch(what it reads))
 *    + sum over additions of factor * what is read</pre>
 *
 * <p>Only nodes with a choice of widths have a mask. Only they and those that read them have
 * additions: the residuals and identities of their branches, which may hold for some widths alone
 * and read what is masked already.
 */
final class NodePass {

  /** A layer that reads the value at a place: 0 for the images, i + 1 for node i. */
  record Branch(int place, Layer layer, Condition when) {}

  /** The value at a place as it is, with as many channels as the node has. */
  record Addition(int place, Condition when) {}

  /** Branches and how they become one, the mask of that, and what is added to it. */
  record Node(
      List<Branch> branches, Junction junction, Optional<Mask> mask, List<Addition> additions) {}

  private final Node node;
  private final List<Condition> when;
  private final Map<Integer, SampledPixels> reads;
  private final SampledPixels leaves;

  /** What is read, by place. */
  private final Map<Integer, INDArray> read = new HashMap<>();

  /** The branches that were computed. */
  private List<Branch> drawn = List.of();

  /** What each of them gave before its factor. */
  private final List<INDArray> outputs = new ArrayList<>();

  /** What the node gave before the factor of the pass. */
  private INDArray value;

  /**
   * A pass of a node.
   *
   * @param node with layers of its own, whose parameters are those of the other passes
   * @param when as {@link Pass#when()}
   * @param reads the pixels that stay of each place that is read
   * @param leaves the pixels that the node's value goes to
   */
  NodePass(
      Node node, List<Condition> when, Map<Integer, SampledPixels> reads, SampledPixels leaves) {
    this.node = node;
    this.when = when;
    this.reads = reads;
    this.leaves = leaves;
  }

  /** The share of the node's value that this pass gives. */
  INDArray forward(List<INDArray> values, FactorTensors factors) {
    reads.forEach((place, pixels) -> read.put(place, pixels.gather(values.get(place))));
    value = value(factors);
    return leaves.scatter(underFactor(value, factors));
  }

  private INDArray value(FactorTensors factors) {
    outputs.clear();
    drawn = drawn(factors);
    List<INDArray> parts = new ArrayList<>();
    for (Branch branch : drawn) {
      INDArray y = branch.layer().forward(read.get(branch.place()));
      outputs.add(y);
      parts.add(factors.times(branch.when(), y));
    }
    INDArray joined = node.junction().forward(parts);
    INDArray y = node.mask().map(mask -> mask.forward(joined)).orElse(joined);
    for (Addition addition : node.additions()) {
      y = y.add(factors.times(addition.when(), fitted(read.get(addition.place()), y.size(3))));
    }
    return y;
  }

  /** The branches that are not left out; of a sum at least one, which gives its shape. */
  private List<Branch> drawn(FactorTensors factors) {
    if (!(node.junction() instanceof Junction.Sum)) {
      return node.branches();
    }
    List<Branch> there =
        node.branches().stream().filter(branch -> !factors.leavesOut(branch.when())).toList();
    return there.isEmpty() ? node.branches().subList(0, 1) : there;
  }

  private INDArray underFactor(INDArray x, FactorTensors factors) {
    return when.stream().map(one -> factors.times(one, x)).reduce(INDArray::add).orElse(x);
  }

  /**
   * Follows a {@link #forward} with the same factors: adds to the gradients of the parameters and
   * of the factors.
   *
   * @param dNode gradient of the loss with respect to the node's value
   * @param sums gradients with respect to the value at each place, which are added to
   */
  void backward(INDArray dNode, INDArray[] sums, FactorTensors factors) {
    INDArray dLeft = leaves.gather(dNode);
    for (Condition one : when) {
      addSlopes(one, dLeft.mul(value), factors);
    }
    INDArray dValue = underFactor(dLeft, factors);
    for (Addition addition : node.additions()) {
      INDArray x = read.get(addition.place());
      addSlopes(addition.when(), dValue.mul(fitted(x, dValue.size(3))), factors);
      add(sums, addition.place(), fitted(factors.times(addition.when(), dValue), x.size(3)));
    }
    INDArray joined = node.mask().map(mask -> mask.backward(dValue)).orElse(dValue);
    List<INDArray> parts = node.junction().backward(joined);
    for (int i = 0; i < parts.size(); i++) {
      Branch branch = drawn.get(i);
      INDArray dy = parts.get(i);
      if (!branch.when().always()) {
        addSlopes(branch.when(), dy.mul(outputs.get(i)), factors);
      }
      add(sums, branch.place(), branch.layer().backward(factors.times(branch.when(), dy)));
    }
    for (Branch branch : node.branches()) {
      if (factors.wanted(branch.when()) && !drawn.contains(branch)) {
        evaluate(branch, joined, factors);
      }
    }
  }

  /** The slope of a branch that was left out, of which nothing stays. */
  private void evaluate(Branch branch, INDArray dy, FactorTensors factors) {
    double[] slopes =
        Arena.within(
            "branch",
            () -> {
              INDArray y = branch.layer().forward(read.get(branch.place()));
              return dy.mul(y).sum(1, 2, 3).toDoubleVector();
            });
    factors.addGradient(
        branch.when(),
        Nd4j.createFromArray(slopes).castTo(dy.dataType()).reshape('c', slopes.length, 1));
  }

  private static void addSlopes(Condition when, INDArray products, FactorTensors factors) {
    INDArray slopes = products.sum(true, 1, 2, 3);
    factors.addGradient(when, slopes.reshape('c', products.size(0), 1));
  }

  private void add(INDArray[] sums, int place, INDArray share) {
    INDArray whole = reads.get(place).scatter(share);
    sums[place] = sums[place] == null ? whole : sums[place].add(whole);
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
