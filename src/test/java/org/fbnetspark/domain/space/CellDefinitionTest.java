package org.fbnetspark.domain.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Pick;
import org.fbnetspark.domain.op.FactorizedReduce;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.testing.SmallCells;
import org.junit.jupiter.api.Test;

class CellDefinitionTest {

  private static final CellDefinition CELLS = SmallCells.DEFINITION;

  @Test
  void everyEdgeHasASkip() {
    List<Choice> choices = CELLS.space().choices();
    List<Pick> skips = CELLS.skipPicks();
    assertThat(skips).extracting(Pick::choice).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(choices).hasSameSizeAs(skips);
    assertThat(skips)
        .extracting(pick -> choices.get(pick.choice()).candidates().get(pick.candidate()))
        .containsOnly("skip_connect");
  }

  /** The identity, or where the map is halved what stands for it, and no other op. */
  @Test
  void skipsOfTheSupernetAreItsIdentitiesAndReductions() {
    List<Condition> skips =
        CELLS.skipPicks().stream()
            .map(pick -> Condition.of(pick.choice(), pick.candidate()))
            .toList();
    assertThat(ops(skips, true)).hasSize(5 + 2 * 5).allMatch(CellDefinitionTest::skips);
    assertThat(ops(skips, false)).noneMatch(CellDefinitionTest::skips);
  }

  /** Ops of edges, of all cells. */
  private static List<Op> ops(List<Condition> conditions, boolean among) {
    return CELLS.space().network().nodes().stream()
        .flatMap(node -> node.branches().stream())
        .filter(branch -> !branch.when().always())
        .filter(branch -> conditions.contains(branch.when()) == among)
        .map(branch -> branch.op())
        .toList();
  }

  private static boolean skips(Op op) {
    return op instanceof Skip || op instanceof FactorizedReduce;
  }

  @Test
  void edgesWithoutSkipsHaveNone() {
    List<CellOp> ops = List.of(CellOp.NONE, CellOp.SEP_3);
    assertThat(new CellDefinition("plain", CELLS.macro(), 2, ops, 4, 6).skipPicks()).isEmpty();
  }

  @Test
  void skipsAreFoundWhereverTheyStandAmongTheOps() {
    List<CellOp> ops = List.of(CellOp.SKIP, CellOp.SEP_3, CellOp.NONE);
    assertThat(new CellDefinition("first", CELLS.macro(), 1, ops, 4, 6).skipPicks())
        .containsExactly(new Pick(0, 0), new Pick(1, 0), new Pick(2, 0), new Pick(3, 0));
  }
}
