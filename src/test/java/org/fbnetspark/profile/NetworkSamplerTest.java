package org.fbnetspark.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkSamplerTest {

  private static final Space FBNET = SpaceCatalog.named("fbnet-v1").space();
  private static final Space TINY = SpaceCatalog.named("tiny").space();

  @ParameterizedTest
  @ValueSource(ints = {10, 30, 100})
  void costsLieAllOverTheRange(int count) {
    CostTable costs = CostTable.macs(FBNET);
    double[] places = places(costs, sample(FBNET, costs, count, 1));
    for (int tenth = 0; tenth < 10; tenth++) {
      double from = tenth / 10.0 - 0.1;
      double to = tenth / 10.0 + 0.2;
      assertThat(Arrays.stream(places).filter(place -> place >= from && place <= to).count())
          .as("networks near %s/10 of the range", tenth)
          .isGreaterThanOrEqualTo(count / 20);
    }
    assertThat(Arrays.stream(places).min().orElseThrow()).isLessThan(0.15);
    assertThat(Arrays.stream(places).max().orElseThrow()).isGreaterThan(0.85);
  }

  @Test
  void networksAreDistinctAndOfTheSpace() {
    CostTable costs = CostTable.parameters(TINY);
    List<int[]> networks = sample(TINY, costs, 2_000, 2);
    assertThat(networks).hasSize(2_000);
    assertThat(networks.stream().map(Arrays::toString)).doesNotHaveDuplicates();
    for (int[] network : networks) {
      assertThat(network).hasSize(6);
      assertThat(Arrays.stream(network).allMatch(pick -> pick >= 0 && pick < 9)).isTrue();
    }
  }

  @Test
  void theSeedDecides() {
    CostTable costs = CostTable.macs(TINY);
    assertThat(text(sample(TINY, costs, 20, 5))).isEqualTo(text(sample(TINY, costs, 20, 5)));
    assertThat(text(sample(TINY, costs, 20, 5))).isNotEqualTo(text(sample(TINY, costs, 20, 6)));
  }

  /** Costs that do not differ leave nothing to aim at; every candidate is drawn. */
  @Test
  void equalCostsAreDrawnEvenly() {
    double[][] equal = new double[6][9];
    CostTable costs = CostTable.of(CostKind.LATENCY, 10, equal);
    List<int[]> networks = sample(TINY, costs, 900, 7);
    for (int choice = 0; choice < 6; choice++) {
      int[] counts = new int[9];
      for (int[] network : networks) {
        counts[network[choice]]++;
      }
      assertThat(IntStream.of(counts)).allMatch(count -> count > 50 && count < 160);
    }
  }

  @Test
  void moreThanHalfOfTheNetworksAreRefused() {
    CostTable costs = CostTable.macs(TINY);
    assertThatThrownBy(() -> sample(TINY, costs, 300_000, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Space tiny has 531441 networks, too few to draw 300000 from");
  }

  private static double[] places(CostTable costs, List<int[]> networks) {
    double range = costs.dearest() - costs.cheapest();
    return networks.stream()
        .mapToDouble(network -> (costs.of(network) - costs.cheapest()) / range)
        .toArray();
  }

  private static List<int[]> sample(Space space, CostTable costs, int count, long seed) {
    return NetworkSampler.sample(space, costs, count, new SeedTree(seed).generator());
  }

  private static List<String> text(List<int[]> networks) {
    return networks.stream().map(Arrays::toString).toList();
  }
}
