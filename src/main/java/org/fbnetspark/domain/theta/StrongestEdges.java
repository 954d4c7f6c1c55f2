package org.fbnetspark.domain.theta;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.network.Pick;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.CellOp;
import org.fbnetspark.domain.space.EdgeGroup;
import org.fbnetspark.domain.space.Genotype;

/**
 * Derives cells: each node keeps the two edges whose likeliest op, none left aside, is the most
 * probable, with that op; the others are left out.
 *
 * <p>Source: Liu et al., DARTS (arXiv 1806.09055), Section 2.4 and the authors' code.
 */
public final class StrongestEdges {

  private final CellDefinition cells;
  private final Theta theta;

  /** Skips that may no longer be taken. */
  private final Set<Pick> given = new HashSet<>();

  private StrongestEdges(CellDefinition cells, Theta theta) {
    this.cells = cells;
    this.theta = theta;
  }

  /** An edge of a node with the op that it would have. */
  private record Edge(int choice, int op, double probability) {}

  /**
   * An index for each choice: of its op on an edge that is kept, of none on the others. Where the
   * space allows the normal cell fewer skips than that has, the weakest of them is given up, and
   * the cell derived again, until it has no more.
   */
  public static int[] picks(CellDefinition cells, Theta theta) {
    StrongestEdges edges = new StrongestEdges(cells, theta);
    int[] picks = edges.picks();
    Optional<Integer> most = cells.skips().most();
    while (most.isPresent() && edges.skips(picks).size() > most.get()) {
      edges.given.add(edges.weakest(picks));
      picks = edges.picks();
    }
    return picks;
  }

  /**
   * A theta whose strongest edges are cells drawn from another one: noise is added to the logits by
   * which each op is as likely to be the largest as that has it.
   */
  public static Theta drawn(Theta theta, RandomGenerator random) {
    double[][] logits = theta.rows();
    for (double[] row : logits) {
      for (int i = 0; i < row.length; i++) {
        row[i] += Theta.gumbel(random);
      }
    }
    return Theta.of(logits);
  }

  /** Skips of the normal cell that theta stands for, whatever the space allows. */
  public static int normalSkips(CellDefinition cells, Theta theta) {
    StrongestEdges edges = new StrongestEdges(cells, theta);
    return edges.skips(edges.picks()).size();
  }

  private int[] picks() {
    int none = cells.ops().indexOf(CellOp.NONE);
    int[] picks = new int[theta.choices()];
    for (EdgeGroup group : cells.groups()) {
      List<Edge> edges = new ArrayList<>();
      for (int choice : group.choices()) {
        picks[choice] = none;
        strongest(choice, none).ifPresent(edges::add);
      }
      // Of equal ones the first, as a stable sort leaves it.
      edges.stream()
          .sorted(Comparator.comparingDouble(Edge::probability).reversed())
          .limit(Genotype.EDGES)
          .forEach(edge -> picks[edge.choice()] = edge.op());
    }
    return picks;
  }

  private Optional<Edge> strongest(int choice, int none) {
    double[] probabilities = theta.probabilities(choice);
    int strongest = none;
    for (int op = 0; op < probabilities.length; op++) {
      boolean may = op != none && !given.contains(new Pick(choice, op));
      if (may && (strongest == none || probabilities[op] > probabilities[strongest])) {
        strongest = op;
      }
    }
    return strongest == none
        ? Optional.empty()
        : Optional.of(new Edge(choice, strongest, probabilities[strongest]));
  }

  private List<Pick> skips(int[] picks) {
    return cells.groups().stream()
        .filter(group -> !group.reduction())
        .flatMap(group -> group.choices().stream())
        .map(choice -> new Pick(choice, picks[choice]))
        .filter(pick -> cells.ops().get(pick.candidate()) == CellOp.SKIP)
        .toList();
  }

  private Pick weakest(int[] picks) {
    return skips(picks).stream()
        .min(
            Comparator.comparingDouble(
                pick -> theta.probabilities(pick.choice())[pick.candidate()]))
        .orElseThrow();
  }
}
