package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.testing.Picks;
import org.junit.jupiter.api.Test;

class CostTableTest {

  private static final Space FBNET = SpaceCatalog.named("fbnet-v1").space();

  @Test
  void uniformThetaCostsThePublishedMean() {
    CostTable macs = CostTable.macs(FBNET);
    Theta uniform = Theta.uniform(FBNET);
    assertThat(macs.expected(uniform) / 1e6).isCloseTo(236.67, within(0.005));
    assertThat(macs.mean()).isCloseTo(macs.expected(uniform), within(1e-3));
    assertThat(macs.cheapest() / 1e6).isCloseTo(48.55, within(0.005));
    assertThat(macs.dearest() / 1e6).isCloseTo(572.63, within(0.005));
  }

  /** By symmetry the mean gate is 1/9 at every temperature. */
  @Test
  void sampledGatesCostTheSameOnAverage() {
    CostTable macs = CostTable.macs(FBNET);
    for (double temperature : new double[] {0.1, 1, 5}) {
      Gates gates =
          new GateRule.Gumbel(true, false)
              .draw(Theta.uniform(FBNET), temperature, 4_000, new SeedTree(2).generator())
              .forward();
      assertThat(macs.expected(gates) / 1e6).isCloseTo(236.67, within(3.0));
    }
  }

  @Test
  void oneHotGatesCostWhatTheArchitectureCosts() {
    CostTable macs = CostTable.macs(FBNET);
    CostTable parameters = CostTable.parameters(FBNET);
    for (int seed = 0; seed < 100; seed++) {
      int[] picks = new SeedTree(seed).generator().ints(22, 0, 9).toArray();
      Network architecture = FBNET.at(picks).named("any");
      Gates gates = Picks.gates(FBNET, picks);
      assertThat(macs.expected(gates)).as("seed %d", seed).isEqualTo(architecture.macs());
      assertThat(macs.of(picks)).as("seed %d", seed).isEqualTo(architecture.macs());
      assertThat(parameters.of(picks)).as("seed %d", seed).isEqualTo(architecture.parameters());
    }
  }

  @Test
  void gateGradientIsTheTableSharedByTheExamples() {
    CostTable table = CostTable.of(CostKind.LATENCY, 5, new double[][] {{1, 2}, {3, 4, 5}});
    Gates gates = Gates.perExample(new float[][][] {{{1, 0}, {0, 1}}, {{1, 0, 0}, {0, 0, 1}}});
    assertThat(table.expected(gates)).isEqualTo(5 + 1.5 + 4);
    assertThat(table.gateGradient(gates))
        .isDeepEqualTo(new double[][] {{0.5, 1}, {0.5, 1}, {1.5, 2, 2.5}, {1.5, 2, 2.5}});
  }

  @Test
  void refusesWhatNoNetworkCosts() {
    assertThatThrownBy(() -> CostTable.of(CostKind.LATENCY, 1, new double[][] {{-2, 3}}))
        .hasMessageContaining("below 0 us");
    assertThatThrownBy(() -> CostTable.of(CostKind.MACS, 1, new double[][] {{Double.NaN}}))
        .hasMessageContaining("finite");
    CostTable relative = CostTable.of(CostKind.LATENCY, 10, new double[][] {{-2, 3}});
    assertThat(relative.cheapest()).isEqualTo(8);
    assertThatThrownBy(() -> relative.of(new int[] {0, 1}))
        .hasMessageContaining("has 1 choices, but was given 2");
  }
}
