package org.fbnetspark.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.CellOp;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.testing.SmallCells;
import org.junit.jupiter.api.Test;

class SearchHealthTest {

  private static final CostTable COSTS =
      CostTable.of(CostKind.LATENCY, 100, new double[][] {{30, 50, 1}, {30, 50, 1}});
  private static final Theta UNIFORM = Theta.uniform(ToySearch.SPACE);

  private static final HardwareLoss FBNET = new HardwareLoss.Fbnet(0.2, 0.6);

  private static List<String> warnings(OptionalDouble target, Theta theta, int steps) {
    return warnings(target, theta, steps, 0);
  }

  private static List<String> warnings(
      OptionalDouble target, Theta theta, int steps, int lateEpoch) {
    Optional<Target> wanted =
        target.isPresent() ? Optional.of(new Target(target.getAsDouble(), 0.1)) : Optional.empty();
    return new SearchHealth(ToySearch.SPACE, COSTS, List.of(), wanted, FBNET, lateEpoch)
        .warnings(5, state(theta, steps));
  }

  private static GoalState state(Theta theta, int steps) {
    double[][] zeros = new double[][] {{0, 0, 0}, {0, 0, 0}};
    return new GoalState(
        theta, new ThetaAdam.Moments(steps, zeros, zeros), TargetController.Memory.NONE);
  }

  @Test
  void aYoungSearchIsHealthy() {
    assertThat(warnings(OptionalDouble.of(154), UNIFORM, 10)).isEmpty();
  }

  @Test
  void skipsThatTakeOverAreNamed() {
    Theta collapsed = Theta.of(new double[][] {{0, 0, 4}, {0, 0, 3}});
    assertThat(warnings(OptionalDouble.empty(), collapsed, 10))
        .singleElement()
        .asString()
        .startsWith("skip collapse: skip has 94 %");
  }

  /** Cells collapse by what is strongest, at probabilities that are far from certain. */
  @Test
  void skipsOnMostEdgesOfACellAreNamed() {
    CellDefinition cells = SmallCells.SPACE.cells().orElseThrow();
    int edges = 2 * cells.nodes();
    assertThat(ofCells(stronger(CellOp.SKIP)).warnings())
        .singleElement()
        .asString()
        .startsWith("skip collapse: " + edges + " of the " + edges + " edges of the normal cell")
        .contains("space.most-skips");
    assertThat(ofCells(stronger(CellOp.SEP_3)).warnings()).isEmpty();
    assertThat(ofCells(stronger(CellOp.SKIP)).skips()).hasValue(edges);
    assertThat(ofCells(stronger(CellOp.SEP_3)).skips()).hasValue(0);
  }

  private record OfCells(List<String> warnings, OptionalInt skips) {}

  private static OfCells ofCells(Theta theta) {
    Space space = SmallCells.SPACE;
    SearchHealth health =
        new SearchHealth(
            space, CostTable.macs(space), List.of(), Optional.empty(), new HardwareLoss.None(), 0);
    double[][] zeros = new double[theta.choices()][CellOp.EIGHT.size()];
    GoalState state =
        new GoalState(theta, new ThetaAdam.Moments(10, zeros, zeros), TargetController.Memory.NONE);
    return new OfCells(health.warnings(5, state), health.normalSkips(theta));
  }

  private static Theta stronger(CellOp op) {
    double[][] logits = new double[SmallCells.SPACE.choices().size()][CellOp.EIGHT.size()];
    for (double[] row : logits) {
      row[CellOp.EIGHT.indexOf(op)] = 0.2;
    }
    return Theta.of(logits);
  }

  @Test
  void aThetaThatDoesNotMoveIsNamed() {
    assertThat(warnings(OptionalDouble.empty(), UNIFORM, 500))
        .singleElement()
        .asString()
        .startsWith("theta is still uniform after 500 steps");
  }

  @Test
  void anExpectedCostBesideTheTargetIsNamedLateInTheSearch() {
    Theta dear = Theta.of(new double[][] {{0, 9, 0}, {0, 9, 0}});
    assertThat(warnings(OptionalDouble.of(170), dear, 10, 5))
        .singleElement()
        .asString()
        .contains("expected cost of 0.2000 ms is not within 10.0 % of the target of 0.1700 ms");
    assertThat(warnings(OptionalDouble.of(190), dear, 10, 5)).isEmpty();
    assertThat(warnings(OptionalDouble.of(170), dear, 10, 6)).isEmpty();
  }

  @Test
  void droppedShardsAreNamed() {
    assertThat(SearchHealth.dropped(Tally.EMPTY)).isEmpty();
    assertThat(SearchHealth.dropped(new Tally(8, 8, 4, 1, 1, List.of(3, 1, 3))))
        .singleElement()
        .asString()
        .startsWith("shards [1, 3] gave a non-finite");
  }

  /** Advice that would do nothing in the form in use is worse than none. */
  @Test
  void adviceNamesKeysThatActInTheFormInUse() {
    Theta skips = Theta.of(new double[][] {{0, 0, 4}, {0, 0, 3}});
    Map<HardwareLoss, String> advice =
        Map.of(
            FBNET,
            "lower search.loss.beta or",
            new HardwareLoss.Reference(0.2, 0.6),
            "set search.loss.form = fbnet or",
            new HardwareLoss.Additive(0.2, 0.6, 100),
            "lower search.loss.alpha or",
            new HardwareLoss.ToTarget(),
            "raise search.target-latency-millis or");
    Map<HardwareLoss, String> missed =
        Map.of(
            FBNET,
            "set search.loss.form = target, or change search.loss.beta",
            new HardwareLoss.Reference(0.2, 0.6),
            "set search.loss.form = target",
            new HardwareLoss.Additive(0.2, 0.6, 100),
            "or change search.loss.alpha",
            new HardwareLoss.ToTarget(),
            "the other targets leave it room");
    advice.forEach(
        (loss, words) -> {
          List<String> warnings =
              new SearchHealth(
                      ToySearch.SPACE,
                      COSTS,
                      List.of(),
                      Optional.of(new Target(190, 0.01)),
                      loss,
                      0)
                  .warnings(5, state(skips, 10));
          assertThat(warnings).hasSize(2);
          assertThat(warnings.get(0)).contains(words).endsWith("search.warmup-epochs");
          assertThat(warnings.get(1)).endsWith(missed.get(loss));
        });
  }

  @Test
  void aBudgetIsMissedAboveItAlone() {
    Theta dear = Theta.of(new double[][] {{0, 9, 0}, {0, 9, 0}});
    for (double cost : new double[] {150, 250}) {
      Target budget = new Target(cost, 0.1, Target.Bound.AT_MOST);
      List<String> warnings =
          new SearchHealth(
                  ToySearch.SPACE,
                  COSTS,
                  List.of(new CostBand(COSTS, Double.NEGATIVE_INFINITY, cost + 10)),
                  Optional.of(budget),
                  FBNET,
                  0)
              .warnings(5, state(dear, 10));
      assertThat(warnings).hasSize(cost == 150 ? 2 : 0);
      assertThat(String.join("", warnings))
          .contains(cost == 150 ? "is not at most 0.1500 ms" : "")
          .contains(cost == 150 ? "at most 0.1600 ms (search.target-latency-millis)" : "");
    }
  }
}
