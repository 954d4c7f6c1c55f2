package org.fbnetspark.domain.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;

/**
 * A network with nothing left to choose.
 *
 * @param name name in files and reports
 * @param input shape of one input example
 * @param layers every layer from the image to the class scores
 */
public record Architecture(String name, ImageShape input, List<Layer> layers)
    implements Serializable {

  /** One op at its place. */
  public record Layer(String name, Op op, Placement placement) implements Serializable {

    /** Multiply-accumulates for one example. */
    public long macs() {
      return op.macs(placement);
    }

    /** Convolution and classifier weights. */
    public long parameters() {
      return op.parameters(placement);
    }
  }

  /** Copies the layers. */
  public Architecture {
    layers = List.copyOf(layers);
  }

  /**
   * The architecture that takes, at each open choice of a space, the candidate of the given index.
   *
   * @param picks one index for each of {@code space.choices()}
   */
  public static Architecture of(String name, LayerwiseSpace space, int[] picks) {
    List<Layer> layers = new ArrayList<>();
    int open = 0;
    for (Choice layer : space.layers()) {
      int pick = layer.fixed() ? 0 : picks[open++];
      layers.add(new Layer(layer.name(), layer.candidates().get(pick), layer.placement()));
    }
    if (open != picks.length) {
      throw new IllegalArgumentException(
          "Space " + space.name() + " has " + open + " choices, but was given " + picks.length);
    }
    return new Architecture(name, space.input(), layers);
  }

  /** The same chain as a space in which every layer is fixed. */
  public LayerwiseSpace asSpace() {
    return new LayerwiseSpace(
        name,
        input,
        layers.stream().map(l -> Choice.fixed(l.name(), l.op(), l.placement())).toList());
  }

  /** Multiply-accumulates for one example. */
  public long macs() {
    return layers.stream().mapToLong(Layer::macs).sum();
  }

  /** Convolution and classifier weights. */
  public long parameters() {
    return layers.stream().mapToLong(Layer::parameters).sum();
  }
}
