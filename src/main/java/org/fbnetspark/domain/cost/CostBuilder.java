package org.fbnetspark.domain.cost;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.SpaceBlocks;

/**
 * Prices a space, branch by branch. What a branch costs is decided by the choices of its condition,
 * of the widths before, within and behind it, of the sides of the input, and of what reads its
 * node. All their combinations are priced, each as the concrete block that it makes; choices that
 * turn out to change nothing are dropped, and what the same choices decide is added up. So the cost
 * of some picks is the sum over the blocks of their architecture.
 */
final class CostBuilder {

  private final Space space;
  private final Network network;
  private final BlockCosts costs;
  private final SpaceBlocks blocks;
  private final List<Term> live;
  private final Map<List<Integer>, Term> terms = new LinkedHashMap<>();
  private double fixed;

  private CostBuilder(Space space, double base, BlockCosts costs) {
    this.space = space;
    this.network = space.network();
    this.costs = costs;
    this.blocks = new SpaceBlocks(space);
    this.live = Liveness.of(space);
    this.fixed = base;
  }

  /**
   * The costs of a space.
   *
   * @param base what every architecture costs besides its blocks
   */
  static CostTable table(CostKind kind, Space space, double base, BlockCosts costs) {
    CostBuilder builder = new CostBuilder(space, base, costs);
    for (int node = 0; node < builder.network.nodes().size(); node++) {
      for (Branch branch : builder.network.nodes().get(node).branches()) {
        builder.add(node, branch);
      }
    }
    List<Term> terms = List.copyOf(builder.terms.values());
    return CostTable.of(kind, builder.fixed, space.candidates(), terms, RisingLine.IDENTITY);
  }

  private void add(int node, Branch branch) {
    Term alive = live.get(node);
    int[] choices = Liveness.union(Stream.of(alive), blocks.conditions(node, branch));
    Term term =
        Term.of(
                choices,
                space.candidates(),
                picks ->
                    alive.at(picks) == 1 && branch.when().holds(picks)
                        ? price(node, branch, picks)
                        : 0)
            .simplified();
    if (term.choices().length == 0) {
      fixed += term.costs()[0];
    } else {
      terms.merge(Arrays.stream(term.choices()).boxed().toList(), term, Term::plus);
    }
  }

  /** Pool and classifier that are priced as one are the pool's. */
  private double price(int node, Branch branch, int[] picks) {
    Block block = blocks.at(node, branch, picks);
    OptionalInt classifier = classifier(node);
    OptionalDouble head =
        classifier.isPresent()
            ? head(node, classifier.getAsInt(), picks)
            : branch.from() != Branch.INPUT
                    && classifier(branch.from()).equals(OptionalInt.of(node))
                    && head(branch.from(), node, picks).isPresent()
                ? OptionalDouble.of(0)
                : OptionalDouble.empty();
    return head.isPresent() ? head.getAsDouble() : costs.of(block, !branch.when().always());
  }

  private OptionalDouble head(int pool, int classifier, int[] picks) {
    return costs.ofHead(
        blocks.at(pool, network.nodes().get(pool).branches().get(0), picks),
        blocks.at(classifier, network.nodes().get(classifier).branches().get(0), picks));
  }

  /** The classifier that alone reads what a pool gives, and nothing else. */
  private OptionalInt classifier(int pool) {
    if (!isOne(network.nodes().get(pool), GlobalPool.class)) {
      return OptionalInt.empty();
    }
    int[] readers =
        IntStream.range(pool + 1, network.nodes().size())
            .filter(
                n ->
                    network.nodes().get(n).branches().stream()
                        .anyMatch(branch -> branch.from() == pool))
            .toArray();
    return readers.length == 1 && isOne(network.nodes().get(readers[0]), Linear.class)
        ? OptionalInt.of(readers[0])
        : OptionalInt.empty();
  }

  private static boolean isOne(Node node, Class<?> op) {
    return node.branches().size() == 1
        && node.branches().get(0).when().always()
        && op.isInstance(node.branches().get(0).op());
  }
}
