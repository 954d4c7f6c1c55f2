package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.space.Space;

/**
 * For which picks each node is read by an output, through other nodes or itself: a term of 1 where
 * it is and 0 where it is not, over the choices that decide it.
 */
final class Liveness {

  private static final Term NEVER = new Term(new int[0], new int[0], new double[] {0});
  private static final Term ALWAYS = new Term(new int[0], new int[0], new double[] {1});

  private final int[] candidates;
  private final Network network;

  private Liveness(Space space) {
    candidates = space.candidates();
    network = space.network();
  }

  /**
   * Of every node.
   *
   * @throws IllegalArgumentException where a node may be read that has no branch
   */
  static List<Term> of(Space space) {
    return new Liveness(space).all();
  }

  private List<Term> all() {
    List<Term> live = new ArrayList<>(Collections.nCopies(network.nodes().size(), NEVER));
    for (Output output : network.outputs()) {
      live.set(output.node(), either(live.get(output.node()), List.of(output.when()), ALWAYS));
    }
    for (int i = network.nodes().size() - 1; i >= 0; i--) {
      List<Branch> branches = network.nodes().get(i).branches();
      requireRead(i, live.get(i), branches.stream().map(Branch::when).toList());
      for (int from : branches.stream().mapToInt(Branch::from).distinct().toArray()) {
        if (from != Branch.INPUT) {
          List<Condition> ways =
              branches.stream().filter(b -> b.from() == from).map(Branch::when).toList();
          live.set(from, either(live.get(from), ways, live.get(i)));
        }
      }
    }
    return live;
  }

  /** Where a node was live already, or one of the conditions holds and its reader is live. */
  private Term either(Term already, List<Condition> conditions, Term reader) {
    return Term.of(
            union(Stream.of(already, reader), conditions),
            candidates,
            picks ->
                already.at(picks) == 1
                        || reader.at(picks) == 1
                            && conditions.stream().anyMatch(when -> when.holds(picks))
                    ? 1
                    : 0)
        .simplified();
  }

  private void requireRead(int node, Term live, List<Condition> conditions) {
    Term empty =
        Term.of(
                union(Stream.of(live), conditions),
                candidates,
                picks ->
                    live.at(picks) == 1 && conditions.stream().noneMatch(when -> when.holds(picks))
                        ? 1
                        : 0)
            .simplified();
    if (!empty.equals(NEVER)) {
      throw new IllegalArgumentException(
          "Node "
              + network.nodes().get(node).name()
              + " of "
              + network.name()
              + " may be read where it has no branch");
    }
  }

  /** The choices of some terms and conditions, each once. */
  static int[] union(Stream<Term> terms, List<Condition> conditions) {
    return IntStream.concat(
            terms.flatMapToInt(term -> Arrays.stream(term.choices())),
            conditions.stream().flatMapToInt(when -> Arrays.stream(when.choices())))
        .distinct()
        .sorted()
        .toArray();
  }
}
