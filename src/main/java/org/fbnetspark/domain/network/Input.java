package org.fbnetspark.domain.network;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * What enters a network, of whose sides there may be a choice. Examples have the sides of the
 * largest option; the others are made of them (Wan et al., FBNetV2, arXiv 2004.05565, Section 3).
 *
 * @param options of which exactly one holds whatever is picked; each lies within those that are not
 *     within it
 */
public record Input(List<Option> options) implements Serializable {

  /**
   * One shape.
   *
   * @param shape of an example
   * @param when it is this one
   */
  public record Option(ImageShape shape, Condition when) implements Serializable {}

  /** Copies the options and checks that they can be told apart. */
  public Input {
    options = List.copyOf(options);
    if (options.isEmpty()) {
      throw new IllegalArgumentException("An input needs a shape");
    }
    for (int i = 0; i < options.size(); i++) {
      for (int j = 0; j < i; j++) {
        ImageShape one = options.get(i).shape();
        ImageShape other = options.get(j).shape();
        if (!options.get(i).when().excludes(options.get(j).when())
            || !(one.within(other) || other.within(one))) {
          throw new IllegalArgumentException(
              "Options of an input must exclude each other and lie one within the other, with the"
                  + " same channels, but were "
                  + options.get(j)
                  + " and "
                  + options.get(i));
        }
      }
    }
  }

  /** An input with nothing to choose. */
  public static Input of(ImageShape shape) {
    return new Input(List.of(new Option(shape, Condition.ALWAYS)));
  }

  /** Shape of one example: that of the largest option. */
  public ImageShape shape() {
    return options.stream()
        .map(Option::shape)
        .max(Comparator.comparingLong(ImageShape::elements))
        .orElseThrow();
  }

  /**
   * Shape of the option that holds.
   *
   * @throws IllegalArgumentException where none does
   */
  public ImageShape at(int[] picks) {
    return options.stream()
        .filter(option -> option.when().holds(picks))
        .map(Option::shape)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No option holds of " + options));
  }
}
