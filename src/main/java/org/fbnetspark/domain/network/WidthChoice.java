package org.fbnetspark.domain.network;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A choice that widths of a network depend on: of channels that leave a node, or of those inside an
 * op. Its candidates are ordered by the channels that the network has where all else is widest.
 *
 * @param choice index of the choice in its space
 * @param widestFirst its candidates, from the most channels to the fewest
 */
public record WidthChoice(int choice, List<Integer> widestFirst) {

  /** Copies the list. */
  public WidthChoice {
    widestFirst = List.copyOf(widestFirst);
  }

  /** Those of a network, in order. */
  public static List<WidthChoice> of(Network network) {
    List<Width> widths =
        network.nodes().stream()
            .flatMap(
                node ->
                    Stream.concat(
                        Stream.of(node.width()), node.branches().stream().map(Branch::middle)))
            .filter(Width::open)
            .toList();
    TreeMap<Integer, TreeSet<Integer>> candidates = new TreeMap<>();
    widths.stream()
        .flatMap(width -> width.options().stream())
        .flatMap(option -> option.when().picks())
        .forEach(
            pick ->
                candidates
                    .computeIfAbsent(pick.choice(), choice -> new TreeSet<>())
                    .add(pick.candidate()));
    return candidates.entrySet().stream()
        .map(
            choice ->
                new WidthChoice(
                    choice.getKey(),
                    choice.getValue().stream()
                        .sorted(byChannels(choice.getKey(), widths))
                        .toList()))
        .toList();
  }

  /** Equal ones stay in their order. */
  private static Comparator<Integer> byChannels(int choice, List<Width> widths) {
    return Comparator.comparingLong(
            (Integer candidate) -> {
              Pick pick = new Pick(choice, candidate);
              return widths.stream().mapToLong(width -> most(width, pick)).sum();
            })
        .reversed();
  }

  /** The most channels that a width may have with this pick. */
  private static int most(Width width, Pick pick) {
    return width.options().stream()
        .filter(option -> option.when().and(Condition.of(pick)).isPresent())
        .mapToInt(Width.Option::channels)
        .max()
        .orElseThrow();
  }
}
