package org.fbnetspark.net.portable;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Nodes one after the other; without a node, the identity. */
record Chain(List<Node> nodes) implements Node {

  @Override
  public INDArray forward(INDArray x) {
    INDArray y = x;
    for (Node node : nodes) {
      y = node.forward(y);
    }
    return y;
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray gradient = dy;
    for (int i = nodes.size() - 1; i >= 0; i--) {
      gradient = nodes.get(i).backward(gradient);
    }
    return gradient;
  }
}
