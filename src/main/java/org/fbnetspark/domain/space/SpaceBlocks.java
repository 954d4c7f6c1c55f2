package org.fbnetspark.domain.space;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Zero;
import org.fbnetspark.domain.shape.ImageShape;

/** The blocks that the branches of a space make in its architectures. */
public final class SpaceBlocks {

  private final Space space;
  private final Network network;

  /** What nodes give, for each shape of the input. */
  private final Map<ImageShape, List<ImageShape>> shapes = new LinkedHashMap<>();

  /** Of one space. */
  public SpaceBlocks(Space space) {
    this.space = space;
    this.network = space.network();
    network.input().options().stream()
        .map(Input.Option::shape)
        .forEach(shape -> shapes.computeIfAbsent(shape, network::shapes));
  }

  /**
   * What decides whether a branch is there, and as which block: its own condition, and those of the
   * widths before, within and behind it and of the sides of the input.
   */
  public List<Condition> conditions(int node, Branch branch) {
    Stream<Width> widths =
        Stream.of(network.entering(branch), branch.middle(), network.nodes().get(node).width());
    return Stream.of(
            Stream.of(branch.when()),
            network.input().options().stream().map(Input.Option::when),
            widths.flatMap(width -> width.options().stream()).map(Width.Option::when))
        .flatMap(conditions -> conditions)
        .filter(condition -> !condition.always())
        .distinct()
        .toList();
  }

  /** The choices of some conditions, each once, in order. */
  public static int[] choices(Stream<Condition> conditions) {
    return conditions
        .flatMapToInt(when -> IntStream.of(when.choices()))
        .distinct()
        .sorted()
        .toArray();
  }

  /** The block that a branch makes under some picks, of which only those above are looked at. */
  public Block at(int node, Branch branch, int[] picks) {
    Node joined = network.nodes().get(node);
    ImageShape example = network.input().at(picks);
    ImageShape given =
        branch.from() == Branch.INPUT ? example : shapes.get(example).get(branch.from());
    ImageShape entering = given.withChannels(network.entering(branch).at(picks));
    int leaving = joined.join() == Join.CONCAT ? entering.channels() : joined.width().at(picks);
    return new Block(
        joined.name(), branch.at(picks), new Placement(entering, leaving, branch.stride()));
  }

  /**
   * Every block of every architecture but those of nothing, each once, node by node and branch by
   * branch.
   */
  public List<Block> all() {
    Set<Block> all = new LinkedHashSet<>();
    for (int i = 0; i < network.nodes().size(); i++) {
      int node = i;
      for (Branch branch : network.nodes().get(i).branches()) {
        if (branch.op() instanceof Zero) {
          continue;
        }
        Combinations.each(
            choices(conditions(node, branch).stream()),
            space.candidates(),
            picks -> {
              if (branch.when().holds(picks)) {
                all.add(at(node, branch, picks));
              }
            });
      }
    }
    return new ArrayList<>(all);
  }
}
