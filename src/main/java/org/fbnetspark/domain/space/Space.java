package org.fbnetspark.domain.space;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.NetworkText;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Pick;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * What can be chosen, and the network that holds all of it.
 *
 * @param choices in order; theta has a row for each
 * @param network whose conditions are on these choices
 * @param cells what it is made of where it is one of cells, of which derived networks are made anew
 */
public record Space(List<Choice> choices, Network network, Optional<CellDefinition> cells)
    implements Serializable {

  /** Checks that the network's conditions and widths are of the choices. */
  public Space {
    choices = List.copyOf(choices);
    Set<String> names = new HashSet<>();
    for (Choice choice : choices) {
      if (!names.add(choice.name())) {
        throw new IllegalArgumentException(
            "Space " + network.name() + " has two choices named " + choice.name());
      }
    }
    int[] candidates = counts(choices);
    network.conditions().stream()
        .flatMap(Condition::picks)
        .forEach(pick -> requireInRange(network, pick, candidates));
    requireOne(network, network.input().options().stream().map(Input.Option::when), candidates);
    for (Node node : network.nodes()) {
      requireOne(network, whens(node.width()), candidates);
      node.branches().stream()
          .filter(branch -> !branch.middle().ofOp())
          .forEach(branch -> requireOne(network, whens(branch.middle()), candidates));
      if (node.join() == Join.CONCAT) {
        requireSum(network, node, candidates);
      }
    }
  }

  /** A space whose derived networks are parts of its own. */
  public Space(List<Choice> choices, Network network) {
    this(choices, network, Optional.empty());
  }

  /** A space with nothing to choose. */
  public static Space of(Network network) {
    return new Space(List.of(), network);
  }

  /**
   * A chain of layers, the last of which gives the class scores.
   *
   * @throws IllegalArgumentException where a layer does not take what the one before gives
   */
  public static Space chain(String name, ImageShape input, List<ChainLayer> layers) {
    List<Choice> choices = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    ImageShape shape = input;
    for (ChainLayer layer : layers) {
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
      nodes.add(layer.node(nodes.size() - 1, choices.size()));
      if (layer.open()) {
        choices.add(layer.choice());
      }
      shape = layer.candidates().get(0).output(layer.placement());
    }
    return new Space(
        choices, new Network(name, Input.of(input), nodes, List.of(Output.of(nodes.size() - 1))));
  }

  /** Name in configurations and reports: the network's. */
  public String name() {
    return network.name();
  }

  /** The choices, then the network as {@link NetworkText}: what decides the bits of a search. */
  public String text() {
    String lines =
        choices.stream()
            .map(choice -> "choice " + choice.name() + " " + choice.candidates() + "\n")
            .collect(Collectors.joining());
    String derived = cells.map(CellDefinition::text).orElse("");
    return lines + derived + NetworkText.of(network);
  }

  /** How many candidates each choice has. */
  public int[] candidates() {
    return counts(choices);
  }

  /** Number of ways to pick at every choice. */
  public BigInteger size() {
    return choices.stream()
        .map(choice -> BigInteger.valueOf(choice.candidates().size()))
        .reduce(BigInteger.ONE, BigInteger::multiply);
  }

  /**
   * The architecture of some picks.
   *
   * @param picks one index for each choice
   */
  public Network at(int[] picks) {
    if (picks.length != choices.size()) {
      throw new IllegalArgumentException(
          "Space " + name() + " has " + choices.size() + " choices, but was given " + picks.length);
    }
    return network.at(picks);
  }

  /**
   * The network that is trained once these picks are decided: that of {@link #at}, or, of cells,
   * one of as many as derived networks have.
   *
   * @param picks one index for each choice
   */
  public Network derived(int[] picks) {
    return cells.map(of -> of.derived(picks).architecture()).orElseGet(() -> at(picks));
  }

  /** The space of whose networks costs are told: this one, or, of cells, of derived networks. */
  public Space priced() {
    return cells.map(CellDefinition::priced).orElse(this);
  }

  /**
   * Names of the candidates of some picks.
   *
   * @param picks one index for each choice
   */
  public List<String> picked(int[] picks) {
    return IntStream.range(0, picks.length)
        .mapToObj(i -> choices.get(i).candidates().get(picks[i]))
        .toList();
  }

  private static int[] counts(List<Choice> choices) {
    return choices.stream().mapToInt(choice -> choice.candidates().size()).toArray();
  }

  private static Stream<Condition> whens(Width width) {
    return width.options().stream().map(Width.Option::when);
  }

  private static void requireInRange(Network network, Pick pick, int[] candidates) {
    if (pick.choice() >= candidates.length || pick.candidate() >= candidates[pick.choice()]) {
      throw new IllegalArgumentException(
          "Space " + network.name() + " has no candidate that is " + pick);
    }
  }

  private static void requireOne(Network network, Stream<Condition> options, int[] candidates) {
    List<Condition> whens = options.toList();
    int[] choices = SpaceBlocks.choices(whens.stream());
    Combinations.each(
        choices,
        candidates,
        picks -> {
          if (whens.stream().noneMatch(when -> when.holds(picks))) {
            throw new IllegalArgumentException(
                "Space "
                    + network.name()
                    + " has a width or input of which no option may hold: "
                    + whens);
          }
        });
  }

  private static void requireSum(Network network, Node node, int[] candidates) {
    List<Width> widths =
        node.branches().stream()
            .map(
                branch ->
                    branch.from() == Branch.INPUT
                        ? Width.of(network.input().shape().channels())
                        : network.nodes().get(branch.from()).width())
            .toList();
    int[] choices =
        SpaceBlocks.choices(
            Stream.concat(Stream.of(node.width()), widths.stream()).flatMap(Space::whens));
    Combinations.each(
        choices,
        candidates,
        picks -> {
          if (widths.stream().mapToInt(width -> width.at(picks)).sum() != node.width().at(picks)) {
            throw new IllegalArgumentException(
                "Node "
                    + node.name()
                    + " of "
                    + network.name()
                    + " is not always as wide as what it joins");
          }
        });
  }
}
