package org.fbnetspark.domain.space;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * A chain of layers, each of its own choice, as in FBNetV1, ProxylessNAS and MobileNetV2. Stem,
 * last convolution, pooling and classifier are layers too, with one candidate each.
 *
 * <p>An {@code Architecture} is such a chain with every layer fixed, so supernet and derived
 * network are built by the same code.
 *
 * @param name name in configurations and reports
 * @param input shape of one input example
 * @param layers every layer from the image to the class scores; each takes what the last one gives
 */
public record LayerwiseSpace(String name, ImageShape input, List<Choice> layers)
    implements SearchSpace {

  /** Checks that the layers fit together. */
  public LayerwiseSpace {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("Space " + name + " has no layer");
    }
    Set<String> names = new HashSet<>();
    ImageShape shape = input;
    for (Choice layer : layers) {
      if (!names.add(layer.name())) {
        throw new IllegalArgumentException(
            "Space " + name + " has two layers named " + layer.name());
      }
      if (!layer.placement().input().equals(shape)) {
        throw new IllegalArgumentException(
            "Layer "
                + layer.name()
                + " of "
                + name
                + " takes "
                + layer.placement().input()
                + " but is given "
                + shape);
      }
      shape = layer.candidates().get(0).output(layer.placement());
      for (Op candidate : layer.candidates()) {
        if (!candidate.output(layer.placement()).equals(shape)) {
          throw new IllegalArgumentException(
              "Candidates of layer " + layer.name() + " leave different shapes");
        }
      }
    }
  }

  @Override
  public List<Choice> choices() {
    return layers.stream().filter(layer -> !layer.fixed()).toList();
  }

  /**
   * Op codes of an architecture, one for each open choice.
   *
   * @param picks one index for each of {@link #choices()}
   */
  public List<String> codes(int[] picks) {
    List<Choice> choices = choices();
    return IntStream.range(0, picks.length)
        .mapToObj(i -> choices.get(i).candidates().get(picks[i]).code())
        .toList();
  }

  /** Classes told apart by the last layer. */
  public int classes() {
    return layers.get(layers.size() - 1).placement().outChannels();
  }
}
