package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeastCostTest {

  private static final CostTable COSTS =
      CostTable.of(CostKind.LATENCY, 10, new double[][] {{0, 4, 10}, {0, 4, 10}});

  /** Cheap where the others are dear. */
  private static final CostTable OTHERS =
      CostTable.of(CostKind.PARAMETERS, 100, new double[][] {{10, 8, 0}, {10, 8, 0}});

  private static List<CostBand> between(double low, double high) {
    return List.of(new CostBand(COSTS, low, high));
  }

  @Test
  void ofArchitecturesByHand() {
    assertThat(LeastCost.ofArchitectures(OTHERS, between(20, 20)).cost()).hasValue(110);
    assertThat(LeastCost.ofArchitectures(OTHERS, between(17, 19)).cost()).hasValue(116);
    assertThat(LeastCost.ofArchitectures(OTHERS, between(21, 22)).cost()).isEmpty();
    assertThat(LeastCost.ofArchitectures(OTHERS, between(21, 22)).givenUp()).isFalse();
  }

  /** Mixtures lie on the lines between architectures. */
  @Test
  void ofMeansByHand() {
    assertThat(LeastCost.ofMeans(OTHERS, between(20, 20))).isCloseTo(110, within(1e-9));
    assertThat(LeastCost.ofMeans(OTHERS, between(25, 25))).isCloseTo(105, within(1e-9));
    assertThat(LeastCost.ofMeans(OTHERS, between(Double.NEGATIVE_INFINITY, 15)))
        .isCloseTo(115, within(1e-9));
  }
}
