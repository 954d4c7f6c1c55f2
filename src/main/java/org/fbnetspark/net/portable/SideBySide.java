package org.fbnetspark.net.portable;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers that read the same, and whose channels stand one behind the other. */
final class SideBySide implements Layer {

  private final List<Layer> layers;
  private final Junction channels = new Junction.Concatenation();

  SideBySide(List<Layer> layers) {
    this.layers = layers;
  }

  @Override
  public INDArray forward(INDArray x) {
    return channels.forward(layers.stream().map(layer -> layer.forward(x)).toList());
  }

  @Override
  public INDArray backward(INDArray dy) {
    List<INDArray> parts = channels.backward(dy);
    INDArray dx = layers.get(0).backward(parts.get(0));
    for (int i = 1; i < parts.size(); i++) {
      dx = dx.add(layers.get(i).backward(parts.get(i)));
    }
    return dx;
  }
}
