package org.fbnetspark.net.fused.layer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Pick;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;

/**
 * A node of a network as a mixed layer sees it: inverted residual blocks, skip and a 1x1
 * convolution side by side, with the conditions of all that depends on what is picked.
 *
 * @param at where the node stands, at its largest width
 * @param parts its branches, in order
 * @param width channels leaving it
 */
public record MixedNode(Placement at, List<Part> parts, Width width) {

  /**
   * A branch.
   *
   * @param block its op at its largest
   * @param when it is there
   * @param input when what it reads is added as it is: residuals and identities
   * @param middle channels of a block between its 1x1 convolutions
   */
  public record Part(Block block, Condition when, Optional<Condition> input, Width middle) {

    /** Whether it gives what it reads. */
    boolean identity() {
      return block.op() instanceof Skip && block.placement().keepsShape();
    }

    /** Whether it is a 1x1 convolution, normalisation and ReLU, which skip is elsewhere. */
    boolean convolution() {
      boolean skip = block.op() instanceof Skip && !identity();
      return skip || block.op().equals(new Conv(1, Activation.RELU));
    }
  }

  /** Copies the list. */
  public MixedNode {
    parts = List.copyOf(parts);
  }

  /**
   * A node of a network.
   *
   * @param blocks its branches at their largest
   */
  public static MixedNode of(Network network, int index, List<Block> blocks) {
    Node node = network.nodes().get(index);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Branch branch = node.branches().get(i);
      Part part = new Part(blocks.get(i), branch.when(), Optional.empty(), network.middle(branch));
      Optional<Condition> input =
          part.identity() ? Optional.of(branch.when()) : network.residual(node, branch);
      parts.add(new Part(part.block(), part.when(), input, part.middle()));
    }
    Placement first = blocks.get(0).placement();
    Placement at = new Placement(first.input(), node.width().largest(), first.stride());
    return new MixedNode(at, parts, node.width());
  }

  /** All conditions, each once: the branches' first, in order. */
  List<Condition> conditions() {
    Set<Condition> conditions = new LinkedHashSet<>();
    parts.forEach(part -> conditions.add(part.when()));
    for (Part part : parts) {
      part.input().ifPresent(conditions::add);
      part.middle().options().forEach(option -> conditions.add(option.when()));
    }
    width.options().forEach(option -> conditions.add(option.when()));
    return List.copyOf(conditions);
  }

  /** A branch by itself, always there. */
  MixedNode alone(int branch) {
    Part part = parts.get(branch);
    Optional<Condition> input = part.input().map(when -> Condition.ALWAYS);
    return new MixedNode(
        at, List.of(new Part(part.block(), Condition.ALWAYS, input, part.middle())), width);
  }

  /** Whether the branches are the candidates of one choice, with nothing else that is open. */
  boolean exclusive() {
    boolean single =
        parts.size() > 1
            && !width.open()
            && parts.stream().noneMatch(part -> part.middle().open())
            && parts.stream().allMatch(part -> part.input().orElse(part.when()).equals(part.when()))
            && parts.stream().allMatch(part -> part.when().picks().count() == 1);
    return single
        && parts.stream().map(Part::when).distinct().count() == parts.size()
        && parts.stream().flatMap(part -> part.when().picks()).map(Pick::choice).distinct().count()
            == 1;
  }

  /** What of a node with several branches, or of such a block, is not mixed. */
  public List<String> problems(Join join) {
    List<String> problems = new ArrayList<>();
    if (join == Join.CONCAT) {
      problems.add("joins branches side by side");
    }
    if (parts.stream().map(part -> part.block().placement().stride()).distinct().count() > 1) {
      problems.add("has branches of different strides");
    }
    parts.stream()
        .map(part -> part.block().op())
        .filter(op -> !mixed(op))
        .findFirst()
        .ifPresent(
            op ->
                problems.add(
                    "adds up "
                        + op.code()
                        + ", which is no inverted residual block, skip or 1x1 convolution"));
    if (parts.stream().filter(Part::identity).count() > 1
        || parts.stream().filter(Part::convolution).count() > 1) {
      problems.add("has several branches of skip");
    }
    return problems;
  }

  private static boolean mixed(Op op) {
    return op instanceof MbConv || op instanceof Skip || op.equals(new Conv(1, Activation.RELU));
  }
}
