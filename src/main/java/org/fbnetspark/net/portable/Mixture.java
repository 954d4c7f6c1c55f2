package org.fbnetspark.net.portable;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layer of an open choice: {@code y = sum over i of g_i * block_i(x)}, with gates g shared by
 * the batch or each example's own.
 */
final class Mixture implements Node {

  private final List<Node> candidates;
  private final INDArray[] outputs;
  private INDArray gates;
  private INDArray gateGradient;

  /** Mixes candidates that leave the same shape. */
  Mixture(List<Node> candidates) {
    this.candidates = candidates;
    this.outputs = new INDArray[candidates.size()];
  }

  /** Sets the gates of the next pass: {@code [1 or example, candidate]}. */
  void gates(INDArray values) {
    gates = values;
  }

  /** Gradient of the loss with respect to the gates, in their shape, after a backward pass. */
  INDArray gateGradient() {
    return gateGradient;
  }

  @Override
  public INDArray forward(INDArray x) {
    INDArray sum = null;
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = candidates.get(i).forward(x);
      INDArray share = outputs[i].mul(gate(i));
      sum = sum == null ? share : sum.addi(share);
    }
    return sum;
  }

  @Override
  public INDArray backward(INDArray dy) {
    gateGradient = gates.like();
    INDArray dx = null;
    for (int i = 0; i < outputs.length; i++) {
      INDArray inner = dy.mul(outputs[i]).sum(true, 1, 2, 3).reshape('c', dy.size(0), 1);
      gateGradient.getColumn(i, true).assign(gates.size(0) == 1 ? inner.sum(true, 0) : inner);
      INDArray share = candidates.get(i).backward(dy.mul(gate(i)));
      dx = dx == null ? share : dx.add(share);
    }
    return dx;
  }

  private INDArray gate(int candidate) {
    return gates.getColumn(candidate, true).dup('c').reshape('c', gates.size(0), 1, 1, 1);
  }
}
