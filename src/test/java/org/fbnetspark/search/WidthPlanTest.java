package org.fbnetspark.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.domain.network.WidthChoice;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Turns;
import org.fbnetspark.search.WidthSettings.Sampling;
import org.fbnetspark.search.WidthSettings.WarmUp;
import org.fbnetspark.testing.Changed;
import org.junit.jupiter.api.Test;

/** Two epochs of warm-up of three weight rounds, and an epoch behind them. */
class WidthPlanTest {

  private static final Theta THETA = Theta.of(new double[][] {{1, 2, 3}, {4, 5}, {6, 7, 8}});
  private static final List<WidthChoice> CHOICES =
      List.of(new WidthChoice(0, List.of(1, 2, 0)), new WidthChoice(1, List.of(1, 0)));

  private static WidthPlan plan(WarmUp warmUp, Sampling sampling) {
    SearchSettings settings =
        Changed.of(ToySearch.settings(3, 2), new WidthSettings(warmUp, sampling));
    return new WidthPlan(settings, new SearchWorkers.Plan(3, 1), CHOICES);
  }

  private static List<Round> rounds() {
    return IntStream.range(0, 9).mapToObj(i -> new Round(i / 3, i % 3, List.of(THETA), 1)).toList();
  }

  /** Candidates of a choice that have a probability, round by round. */
  private static List<List<Integer>> drawn(WidthPlan plan, int choice) {
    List<List<Integer>> drawn = new ArrayList<>();
    for (Round round : rounds()) {
      double[] p = plan.thetas(round).get(0).probabilities(choice);
      drawn.add(IntStream.range(0, p.length).filter(i -> p[i] > 0).boxed().toList());
    }
    return drawn;
  }

  @Test
  void theWidestComeFirstAndTheOthersOneAfterTheOther() {
    WidthPlan plan = plan(WarmUp.WIDE_TO_NARROW, Sampling.GATE_RULE);
    List<Integer> all = List.of(0, 1, 2);
    assertThat(drawn(plan, 0))
        .containsExactly(
            List.of(1), List.of(1), List.of(1, 2), List.of(1, 2), all, all, all, all, all);
    assertThat(drawn(plan, 1)).startsWith(List.of(1), List.of(1), List.of(1), List.of(0, 1));
    assertThat(drawn(plan, 2)).containsOnly(all);
    assertThat(plan.thetas(rounds().get(6))).containsExactly(THETA);
    assertThat(rounds()).allMatch(round -> plan.turns(round).isEmpty());
  }

  @Test
  void allOfThemTakeTurnsFromTheFirstRoundToTheLast() {
    WidthPlan plan = plan(WarmUp.NONE, Sampling.FAIR);
    assertThat(rounds())
        .allMatch(round -> plan.thetas(round).equals(List.of(THETA)))
        .allMatch(
            round ->
                plan.turns(round)
                    .equals(List.of(new Turns(0, List.of(1, 2, 0)), new Turns(1, List.of(1, 0)))));
  }

  @Test
  void thoseThatAreThereTakeTurns() {
    WidthPlan plan = plan(WarmUp.WIDE_TO_NARROW, Sampling.FAIR);
    assertThat(plan.turns(rounds().get(2)))
        .containsExactly(new Turns(0, List.of(1, 2)), new Turns(1, List.of(1)));
  }

  @Test
  void unlessToldOtherwiseRoundsAreAsTheyWere() {
    WidthPlan plan = plan(WarmUp.NONE, Sampling.GATE_RULE);
    assertThat(rounds())
        .allMatch(round -> plan.thetas(round).equals(List.of(THETA)))
        .allMatch(round -> plan.turns(round).isEmpty());
  }
}
