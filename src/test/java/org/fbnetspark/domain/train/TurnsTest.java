package org.fbnetspark.domain.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.theta.Gates;
import org.junit.jupiter.api.Test;

class TurnsTest {

  private static final SeedTree SEEDS = new SeedTree(5);
  private static final Gates GATES =
      Gates.perExample(
          new float[][][] {
            {{0.25f, 0.75f}, {1, 0}},
            {{0.9f, 0.05f, 0.05f, 0}, {1, 0, 0, 0}},
            {{0.5f, 0.5f}, {0, 1}}
          });

  /** The candidate that both examples take alone. */
  private static int taken(Gates gates, int choice) {
    float[] row = gates.row(choice, 0);
    assertThat(gates.row(choice, 1)).isEqualTo(row);
    int taken = -1;
    for (int i = 0; i < row.length; i++) {
      assertThat(row[i]).isIn(0f, 1f);
      taken = row[i] == 1 ? i : taken;
    }
    assertThat(row[taken]).isEqualTo(1);
    return taken;
  }

  private static List<Integer> taken(List<Turns> turns, long first, int steps, SeedTree seeds) {
    List<Integer> taken = new ArrayList<>();
    for (long step = first; step < first + steps; step++) {
      taken.add(taken(Turns.in(GATES, turns, step, seeds), 1));
    }
    return taken;
  }

  @Test
  void eachCandidateHasOneOfEveryFewStepsInOrdersThatDiffer() {
    List<Turns> turns = List.of(new Turns(1, List.of(3, 1, 0)));
    Set<List<Integer>> orders = new HashSet<>();
    for (int cycle = 0; cycle < 60; cycle++) {
      List<Integer> order = taken(turns, 3L * cycle, 3, SEEDS);
      assertThat(order).containsExactlyInAnyOrder(0, 1, 3);
      orders.add(order);
    }
    assertThat(orders).hasSize(6);
    assertThat(taken(turns, 0, 60, SEEDS)).isEqualTo(taken(turns, 0, 60, SEEDS));
    assertThat(taken(turns, 0, 60, new SeedTree(6))).isNotEqualTo(taken(turns, 0, 60, SEEDS));
  }

  @Test
  void choicesTakeTurnsByThemselvesAndAllOthersStayAsDrawn() {
    List<Turns> turns = List.of(new Turns(0, List.of(0, 1)), new Turns(2, List.of(0, 1)));
    Set<List<Integer>> together = new HashSet<>();
    for (long step = 0; step < 40; step++) {
      Gates gates = Turns.in(GATES, turns, step, SEEDS);
      together.add(List.of(taken(gates, 0), taken(gates, 2)));
      for (int example = 0; example < 2; example++) {
        assertThat(gates.row(1, example)).isEqualTo(GATES.row(1, example));
      }
    }
    assertThat(together).hasSize(4);
    assertThat(Turns.in(GATES, List.of(), 7, SEEDS)).isEqualTo(GATES);
  }

  @Test
  void nobodyCannotTakeTurns() {
    assertThatThrownBy(() -> new Turns(0, List.of())).hasMessageContaining("need a candidate");
  }
}
