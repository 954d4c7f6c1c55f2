package org.fbnetspark.domain.network;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A network as text that two networks share if and only if they are equal but for their names: one
 * line for the input, for each node with its branches, and for each output. Ops stand in their
 * codes, so the text stays the same however the types change; checkpoints are told apart by it.
 */
public final class NetworkText {

  private NetworkText() {}

  /** The text. */
  public static String of(Network network) {
    StringBuilder text = new StringBuilder("input");
    network
        .input()
        .options()
        .forEach(option -> text.append(' ').append(option.shape()).append(when(option.when())));
    for (Node node : network.nodes()) {
      text.append("\nnode ").append(node.name()).append(' ').append(node.join());
      text.append(width(node.width()));
      for (Branch branch : node.branches()) {
        text.append("\n  from ").append(branch.from());
        text.append(' ').append(branch.op().code()).append(" stride ").append(branch.stride());
        text.append(width(branch.middle())).append(when(branch.when()));
      }
    }
    for (Output output : network.outputs()) {
      text.append("\noutput ").append(output.node()).append(" weight ").append(output.weight());
      text.append(when(output.when()));
    }
    return text.append('\n').toString();
  }

  private static String width(Width width) {
    return width.options().stream()
        .map(option -> " " + option.channels() + when(option.when()))
        .collect(Collectors.joining());
  }

  /** Such as {@code [0:1 2:0|0:2]}: a pick of two choices, or another one. */
  private static String when(Condition condition) {
    return condition.always()
        ? ""
        : condition.ways().stream()
            .map(NetworkText::way)
            .collect(Collectors.joining("|", "[", "]"));
  }

  private static String way(List<Pick> way) {
    return way.stream()
        .map(pick -> pick.choice() + ":" + pick.candidate())
        .collect(Collectors.joining(" "));
  }
}
