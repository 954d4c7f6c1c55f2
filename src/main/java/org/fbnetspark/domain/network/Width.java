package org.fbnetspark.domain.network;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A number of channels, of which there may be a choice. A supernet has as many as the largest
 * option, and masks those above the picked one (Wan et al., FBNetV2, arXiv 2004.05565, Section 3).
 *
 * @param options of which exactly one holds whatever is picked; empty in {@link #OF_OP}
 */
public record Width(List<Option> options) implements Serializable {

  /** A width that the op itself decides. */
  public static final Width OF_OP = new Width(List.of());

  /**
   * One number of channels.
   *
   * @param channels at least 1
   * @param when it is this one
   */
  public record Option(int channels, Condition when) implements Serializable {

    /** Rejects a width of nothing. */
    public Option {
      if (channels < 1) {
        throw new IllegalArgumentException("A width needs a channel, but was " + channels);
      }
    }
  }

  /** Copies the options and checks that no two hold together. */
  public Width {
    options = List.copyOf(options);
    for (int i = 0; i < options.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (!options.get(i).when().excludes(options.get(j).when())) {
          throw new IllegalArgumentException(
              "Options of a width must exclude each other, but were "
                  + options.get(j)
                  + " and "
                  + options.get(i));
        }
      }
    }
  }

  /** A width with nothing to choose. */
  public static Width of(int channels) {
    return new Width(List.of(new Option(channels, Condition.ALWAYS)));
  }

  /** Whether the op itself decides it. */
  public boolean ofOp() {
    return options.isEmpty();
  }

  /** Whether there is a choice. */
  public boolean open() {
    return options.size() > 1;
  }

  /** The same choice between so many times the channels. */
  public Width times(int factor) {
    return new Width(
        options.stream()
            .map(option -> new Option(Math.multiplyExact(option.channels, factor), option.when))
            .toList());
  }

  /** Channels of the largest option. */
  public int largest() {
    return options.stream().mapToInt(Option::channels).max().orElseThrow();
  }

  /** When it has as many channels as another one; empty where it never has. */
  public Optional<Condition> same(Width other) {
    return equals(other) ? Optional.of(Condition.ALWAYS) : pairs(other, true);
  }

  /** When it has not; empty where it always has. */
  public Optional<Condition> different(Width other) {
    return equals(other) ? Optional.empty() : pairs(other, false);
  }

  private Optional<Condition> pairs(Width other, boolean same) {
    return Condition.any(
        options.stream()
            .flatMap(
                one ->
                    other.options.stream()
                        .filter(another -> (one.channels == another.channels) == same)
                        .flatMap(another -> one.when.and(another.when).stream())));
  }

  /**
   * Channels of the option that holds.
   *
   * @throws IllegalArgumentException where none does
   */
  public int at(int[] picks) {
    return options.stream()
        .filter(option -> option.when().holds(picks))
        .mapToInt(Option::channels)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No option holds of " + options));
  }
}
