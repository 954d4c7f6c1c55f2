package org.fbnetspark.net.portable;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers one after the other; without a layer, the identity. */
record Chain(List<Layer> layers) implements Layer {

  @Override
  public INDArray forward(INDArray x) {
    INDArray y = x;
    for (Layer layer : layers) {
      y = layer.forward(y);
    }
    return y;
  }

  @Override
  public INDArray backward(INDArray dy) {
    INDArray gradient = dy;
    for (int i = layers.size() - 1; i >= 0; i--) {
      gradient = layers.get(i).backward(gradient);
    }
    return gradient;
  }
}
