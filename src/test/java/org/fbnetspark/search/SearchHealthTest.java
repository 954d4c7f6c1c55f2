package org.fbnetspark.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.fbnetspark.domain.arch.Theta;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.junit.jupiter.api.Test;

class SearchHealthTest {

  private static final CostTable COSTS =
      CostTable.of(CostKind.LATENCY, 100, new double[][] {{30, 50, 1}, {30, 50, 1}});
  private static final Theta UNIFORM = Theta.uniform(ToySearch.SPACE);

  private static List<String> warnings(OptionalDouble target, Theta theta, int steps) {
    double[][] zeros = new double[][] {{0, 0, 0}, {0, 0, 0}};
    SearchState state =
        new SearchState(
            1, 7, theta, new ThetaAdam.Moments(steps, zeros, zeros), Weights.initial(new float[1]));
    return new SearchHealth(ToySearch.SPACE, COSTS, target).warnings(state, Tally.EMPTY);
  }

  @Test
  void aYoungSearchIsHealthy() {
    assertThat(warnings(OptionalDouble.of(150), UNIFORM, 10)).isEmpty();
  }

  @Test
  void skipsThatTakeOverAreNamed() {
    Theta collapsed = Theta.of(new double[][] {{0, 0, 4}, {0, 0, 3}});
    assertThat(warnings(OptionalDouble.empty(), collapsed, 10))
        .singleElement()
        .asString()
        .startsWith("skip collapse: skip has 94 %");
  }

  @Test
  void aThetaThatDoesNotMoveIsNamed() {
    assertThat(warnings(OptionalDouble.empty(), UNIFORM, 500))
        .singleElement()
        .asString()
        .startsWith("theta is still uniform after 500 steps");
  }

  @Test
  void aTargetOutsideOfTheSpaceIsNamed() {
    assertThat(warnings(OptionalDouble.of(90), UNIFORM, 10))
        .singleElement()
        .asString()
        .contains("no architecture costs the target of 90.00 us", "from 102.0 to 200.0");
  }

  @Test
  void anExpectedCostFarFromTheTargetIsNamed() {
    Theta dear = Theta.of(new double[][] {{0, 9, 0}, {0, 9, 0}});
    assertThat(warnings(OptionalDouble.of(110), dear, 10))
        .singleElement()
        .asString()
        .contains("expected cost of 200", "target of 110.0");
  }

  @Test
  void droppedShardsAreNamed() {
    List<String> warnings =
        new SearchHealth(ToySearch.SPACE, COSTS, OptionalDouble.empty())
            .warnings(ToySearch.initial(), new Tally(8, 8, 4, 1, 1, List.of(3, 1, 3)));
    assertThat(warnings).singleElement().asString().startsWith("shards [1, 3] gave a non-finite");
  }
}
