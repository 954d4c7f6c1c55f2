package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.SpaceBlocks;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.testing.ToyGraph;
import org.junit.jupiter.api.Test;

/** A space is priced as its architectures are, one by one. */
class GraphCostTest {

  private static final Space TOY = ToyGraph.space();

  @Test
  void macsAndWeightsAreThoseOfEachArchitecture() {
    CostTable macs = CostTable.macs(TOY);
    CostTable parameters = CostTable.parameters(TOY);
    for (int[] picks : ToyGraph.picks()) {
      Network network = TOY.at(picks);
      assertThat(macs.of(picks)).isEqualTo(network.macs());
      assertThat(parameters.of(picks)).isEqualTo(network.parameters());
    }
    // The sides of the input decide no weight.
    assertThat(parameters.terms()).noneMatch(term -> term.has(3));
    assertThat(macs.terms()).anyMatch(term -> term.has(3));
  }

  @Test
  void latencyIsThatOfEachArchitecture() {
    LatencyTable table = table();
    CostTable costs = CostTable.latency(TOY, table);
    for (int[] picks : ToyGraph.picks()) {
      double whole = CostTable.latency(Space.of(TOY.at(picks)), table).of();
      assertThat(costs.of(picks)).isCloseTo(whole, within(1e-9));
    }
  }

  @Test
  void aTableHasEveryBlockThatMayComeAndNoOther() {
    List<Block> made =
        ToyGraph.picks().stream()
            .flatMap(picks -> TOY.at(picks).blocks().stream())
            .distinct()
            .toList();
    assertThat(new SpaceBlocks(TOY).all()).containsExactlyInAnyOrderElementsOf(made);
  }

  @Test
  void theExpectationIsOverAllArchitectures() {
    RandomGenerator random = new SeedTree(1).generator();
    Theta theta =
        Theta.of(
            TOY.choices().stream()
                .map(choice -> random.doubles(choice.candidates().size()).toArray())
                .toArray(double[][]::new));
    double mean = 0;
    for (int[] picks : ToyGraph.picks()) {
      mean += Math.exp(theta.logProbability(picks)) * TOY.at(picks).macs();
    }
    assertThat(CostTable.macs(TOY).expected(theta)).isCloseTo(mean, within(1e-6 * mean));
  }

  @Test
  void aNodeThatMayBeReadWithoutABranchIsRefused() {
    Space gap =
        new Space(
            List.of(new Choice("one", List.of("a", "b"))),
            new Network(
                "gap",
                Input.of(new ImageShape(2, 2, 1)),
                List.of(
                    new Node(
                        "only",
                        Join.SUM,
                        List.of(new Branch(Branch.INPUT, new Skip(), 1, Condition.of(0, 1))),
                        Width.of(1))),
                List.of(Output.of(0))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CostTable.macs(gap))
        .withMessageContaining("only");
  }

  private static LatencyTable table() {
    RandomGenerator random = new SeedTree(2).generator();
    LatencyTable.Builder table =
        LatencyTable.builder(new LatencySetting("phone", "tool 1", "fp32", 1, 1))
            .add(LatencyKey.OVERHEAD, new LatencyRow(2))
            .add(
                new LatencyKey(LatencyKey.HEAD, new ImageShape(8, 8, 12), 10, 1), new LatencyRow(7))
            .add(
                new LatencyKey(LatencyKey.HEAD, new ImageShape(6, 6, 8), 10, 1), new LatencyRow(5));
    new SpaceBlocks(TOY)
        .all().stream()
            .map(block -> LatencyKey.of(block.op(), block.placement()))
            .distinct()
            .forEach(key -> table.add(key, new LatencyRow(1 + 10 * random.nextDouble())));
    return table.build();
  }
}
