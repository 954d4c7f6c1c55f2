package org.fbnetspark.domain.theta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.CellOp;
import org.fbnetspark.domain.space.Genotype;
import org.fbnetspark.domain.space.SkipRules;
import org.fbnetspark.testing.SmallCells;
import org.junit.jupiter.api.Test;

class StrongestEdgesTest {

  private static final CellDefinition CELLS = SmallCells.DEFINITION;
  private static final int NONE = CellOp.EIGHT.indexOf(CellOp.NONE);
  private static final int MAX = CellOp.EIGHT.indexOf(CellOp.MAX_POOL);
  private static final int SKIP = CellOp.EIGHT.indexOf(CellOp.SKIP);
  private static final int SEP = CellOp.EIGHT.indexOf(CellOp.SEP_3);

  /** Two nodes have 2 and 3 edges: five of the normal cell, five of the other one. */
  private static double[][] logits() {
    return new double[10][CellOp.EIGHT.size()];
  }

  /** The authors' rule by hand: by the largest probability but none's, the two largest edges. */
  @Test
  void theTwoStrongestEdgesStayAndNoneIsNeverTaken() {
    double[][] logits = logits();
    logits[0][SEP] = 1;
    logits[1][NONE] = 5;
    logits[1][MAX] = 2;
    logits[2][SKIP] = 3;
    logits[3][SEP] = 1;
    logits[4][SEP] = 2;
    int[] picks = StrongestEdges.picks(CELLS, Theta.of(logits));
    assertThat(picks).startsWith(SEP, MAX, SKIP, NONE, SEP);
    assertThat(CELLS.genotype(picks).normal())
        .containsExactly(
            new Genotype.Edge(CellOp.SEP_3, 0),
            new Genotype.Edge(CellOp.MAX_POOL, 1),
            new Genotype.Edge(CellOp.SKIP, 0),
            new Genotype.Edge(CellOp.SEP_3, 2));
    // Nothing was learnt of the other cell: the first op and the first edges.
    assertThat(CELLS.genotype(picks).reduce())
        .containsExactly(
            new Genotype.Edge(CellOp.MAX_POOL, 0),
            new Genotype.Edge(CellOp.MAX_POOL, 1),
            new Genotype.Edge(CellOp.MAX_POOL, 0),
            new Genotype.Edge(CellOp.MAX_POOL, 1));
  }

  /** However likely none is on an edge, what else it has there counts by its own probability. */
  @Test
  void noneTakesProbabilityAndSoTheEdge() {
    double[][] logits = logits();
    logits[2][SEP] = 3;
    logits[2][NONE] = 6;
    logits[3][MAX] = 1;
    logits[4][MAX] = 1;
    assertThat(CELLS.genotype(StrongestEdges.picks(CELLS, Theta.of(logits))).normal())
        .endsWith(new Genotype.Edge(CellOp.MAX_POOL, 1), new Genotype.Edge(CellOp.MAX_POOL, 2));
  }

  @Test
  void theWeakestSkipsGiveWay() {
    double[][] logits = logits();
    for (int edge = 0; edge < 5; edge++) {
      logits[edge][SKIP] = 5 - edge;
      logits[edge][SEP] = 0.5;
    }
    logits[5][SKIP] = 4;
    Theta theta = Theta.of(logits);
    assertThat(skips(CELLS, theta)).isEqualTo(4);
    assertThat(StrongestEdges.normalSkips(CELLS, theta)).isEqualTo(4);
    for (int most = 0; most <= 4; most++) {
      CellDefinition capped = withSkips(new SkipRules(Optional.of(most), 0, Optional.empty()));
      assertThat(skips(capped, theta)).isEqualTo(most);
      assertThat(StrongestEdges.normalSkips(capped, theta)).isEqualTo(4);
      // The cell that halves the map has no cap.
      assertThat(capped.genotype(StrongestEdges.picks(capped, theta)).reduce().get(0).op())
          .isEqualTo(CellOp.SKIP);
    }
    CellDefinition two = withSkips(new SkipRules(Optional.of(2), 0, Optional.empty()));
    int[] picks = StrongestEdges.picks(two, theta);
    assertThat(picks[0]).isEqualTo(SKIP);
    assertThat(picks[1]).isEqualTo(SKIP);
  }

  private static long skips(CellDefinition cells, Theta theta) {
    return cells.genotype(StrongestEdges.picks(cells, theta)).normal().stream()
        .filter(edge -> edge.op() == CellOp.SKIP)
        .count();
  }

  private static CellDefinition withSkips(SkipRules rules) {
    return new CellDefinition(CELLS.name(), CELLS.macro(), CELLS.nodes(), CELLS.ops(), 4, 6, rules);
  }

  /** The first node has no other edges, so its ops alone tell theta's probabilities. */
  @Test
  void samplesHaveTheOpsThatThetaHas() {
    double[][] logits = logits();
    logits[0][SEP] = 2;
    logits[0][SKIP] = 1;
    Theta theta = Theta.of(logits);
    int samples = 4000;
    var random = new SeedTree(3).generator();
    long taken = 0;
    for (int i = 0; i < samples; i++) {
      int[] picks = StrongestEdges.picks(CELLS, StrongestEdges.drawn(theta, random));
      taken += picks[0] == SEP ? 1 : 0;
    }
    double[] p = theta.probabilities(0);
    assertThat(taken / (double) samples).isCloseTo(p[SEP] / (1 - p[NONE]), within(0.03));
  }

  @Test
  void theNetworkDerivedHasItsOwnSizeAndWholeNormalisations() {
    int[] picks = StrongestEdges.picks(CELLS, Theta.of(logits()));
    Network derived = SmallCells.SPACE.derived(picks);
    assertThat(derived.fixed()).isTrue();
    assertThat(derived.nodes().stream().filter(node -> node.name().endsWith(".output"))).hasSize(4);
    assertThat(derived.nodes().get(0).width().largest()).isEqualTo(18);
    assertThat(derived.blocks()).noneMatch(block -> block.op().code().contains("_plain"));
    assertThat(derived.blocks()).noneMatch(block -> block.op().code().contains("_norm"));
    Network part = SmallCells.SPACE.at(picks);
    assertThat(part.blocks()).noneMatch(block -> block.op().code().equals("none"));
    assertThat(part.nodes().get(0).width().largest()).isEqualTo(12);
    assertThat(List.of(part, derived)).allMatch(network -> network.classes() == 3);
  }
}
