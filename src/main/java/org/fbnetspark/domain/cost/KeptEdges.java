package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.CellOp;
import org.fbnetspark.domain.space.EdgeGroup;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.StrongestEdges;
import org.fbnetspark.domain.theta.Theta;

/**
 * The cells that can be derived, as a choice for each node: which two of its edges are kept, and
 * with which ops. What is derived inside bands of costs is the most probable choice of these there;
 * the most probable one of all is that of the {@link StrongestEdges}.
 */
public final class KeptEdges {

  /** Two edges of a node. */
  private record Pair(int first, int firstOp, int second, int secondOp) {

    double of(double[][] rows) {
      return rows[first][firstOp] + rows[second][secondOp];
    }
  }

  private final CellDefinition cells;
  private final List<List<Pair>> nodes = new ArrayList<>();

  /** All pairs of every node. */
  public KeptEdges(CellDefinition cells) {
    this.cells = cells;
    int none = cells.ops().indexOf(CellOp.NONE);
    for (EdgeGroup group : cells.groups()) {
      List<Pair> pairs = new ArrayList<>();
      List<Integer> edges = group.choices();
      for (int i = 0; i < edges.size(); i++) {
        for (int j = i + 1; j < edges.size(); j++) {
          for (int first = 0; first < cells.ops().size(); first++) {
            for (int second = 0; second < cells.ops().size(); second++) {
              if (first != none && second != none) {
                pairs.add(new Pair(edges.get(i), first, edges.get(j), second));
              }
            }
          }
        }
      }
      nodes.add(pairs);
    }
  }

  /** What architectures of a space can cost: by pairs where it is made of cells. */
  public static CostTable derivable(Space space, CostTable table) {
    return space.cells().map(cells -> new KeptEdges(cells).of(table)).orElse(table);
  }

  /** Theta over the pairs: each as probable as its ops are together. */
  public Theta of(Theta theta) {
    double[][] logs = new double[theta.choices()][];
    for (int choice = 0; choice < logs.length; choice++) {
      logs[choice] =
          Arrays.stream(theta.probabilities(choice))
              .map(p -> StrictMath.log(Math.max(p, Double.MIN_NORMAL)))
              .toArray();
    }
    return Theta.of(rows(logs));
  }

  /** Costs over the pairs, each choice of the table having a term of its own. */
  public CostTable of(CostTable table) {
    double[][] costs =
        Arrays.stream(table.candidates()).mapToObj(double[]::new).toArray(double[][]::new);
    for (Term term : table.terms()) {
      double[] row = costs[term.choices()[0]];
      for (int i = 0; i < row.length; i++) {
        row[i] += term.costs()[i];
      }
    }
    return CostTable.of(table.kind(), table.fixed(), rows(costs), table.scale());
  }

  /** Bands of such costs. */
  public List<CostBand> of(List<CostBand> bands) {
    return bands.stream()
        .map(band -> new CostBand(of(band.costs()), band.low(), band.high()))
        .toList();
  }

  /** Where the normal cell may not have as many skips as it likes, that of their number. */
  public Optional<CostBand> skips() {
    return cells.skips().most().map(this::skips);
  }

  private CostBand skips(int most) {
    int skip = cells.ops().indexOf(CellOp.SKIP);
    double[][] skips = new double[nodes.size()][];
    for (int node = 0; node < skips.length; node++) {
      boolean counted = !cells.groups().get(node).reduction();
      skips[node] =
          nodes.get(node).stream()
              .mapToDouble(
                  pair -> (pair.firstOp() == skip ? 1 : 0) + (pair.secondOp() == skip ? 1 : 0))
              .map(count -> counted ? count : 0)
              .toArray();
    }
    return new CostBand(CostTable.of(CostKind.PARAMETERS, 0, skips), 0, most);
  }

  private double[][] rows(double[][] ofEdges) {
    return nodes.stream()
        .map(pairs -> pairs.stream().mapToDouble(pair -> pair.of(ofEdges)).toArray())
        .toArray(double[][]::new);
  }

  /** An index for each choice of the space, from one for each node. */
  public int[] picks(int[] pairs) {
    int[] picks = new int[cells.keptShares().length];
    Arrays.fill(picks, cells.ops().indexOf(CellOp.NONE));
    for (int node = 0; node < pairs.length; node++) {
      Pair pair = nodes.get(node).get(pairs[node]);
      picks[pair.first()] = pair.firstOp();
      picks[pair.second()] = pair.secondOp();
    }
    return picks;
  }
}
