package org.fbnetspark.domain.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.junit.jupiter.api.Test;

class BlockLatenciesTest {

  private static final Space TINY = SpaceCatalog.named("tiny").space();

  @Test
  void sumsTheRowsOfFixedLayers() {
    CostTable costs = CostTable.latency(TINY, full(Optional.empty()).build());
    assertThat(costs.fixed()).isEqualTo(4 * 10);
    assertThat(costs.terms().get(0).costs()).containsExactly(10, 11, 12, 13, 14, 15, 16, 17, 18);
    int[] picks = {8, 0, 0, 0, 0, 1};
    Space network = Space.of(TINY.at(picks).named("n"));
    assertThat(CostTable.latency(network, full(Optional.empty()).build()).fixed())
        .isEqualTo(costs.of(picks))
        .isEqualTo(40 + 18 + 40 + 11);
  }

  @Test
  void everyMissingRowIsNamedOnce() {
    LatencyTable none =
        builder()
            .add(new LatencyKey("skip", TINY.network().input().shape(), 1, 1), new LatencyRow(1))
            .build();
    MissingLatencyException missing =
        catchThrowableOfType(MissingLatencyException.class, () -> CostTable.latency(TINY, none));
    assertThat(missing.keys()).hasSize(4 + 6 * 9).doesNotHaveDuplicates();
    assertThat(missing)
        .hasMessageContaining("The latency table of phone lacks 58 rows that tiny needs")
        .hasMessageContaining("\n  mb_k5_e6 4x4x24 -> 32 stride 1")
        .hasMessageContaining("\n./submit/profile --config FILE");
  }

  /** FBNet repeats shapes inside a stage; the row is measured once. */
  @Test
  void repeatedShapesAreMissingOnce() {
    Block first = TINY.network().blocksByNode().get(1).get(0);
    Space fbnet = SpaceCatalog.named("fbnet-v1").space();
    LatencyTable other =
        builder()
            .baseMicros(5)
            .add(LatencyKey.of(first.op(), first.placement()), new LatencyRow(1))
            .build();
    MissingLatencyException missing =
        catchThrowableOfType(MissingLatencyException.class, () -> CostTable.latency(fbnet, other));
    assertThat(missing.keys()).hasSize(12 * 9);
  }

  @Test
  void theBaseCoversStemAndHeadButNoBlock() {
    LatencyTable.Builder builder = builder().baseMicros(1_000);
    for (int layer = 2; layer < 7; layer++) {
      for (Block block : TINY.network().blocksByNode().get(layer)) {
        builder.add(LatencyKey.of(block.op(), block.placement()), new LatencyRow(1));
      }
    }
    LatencyTable table = builder.build();
    Space network = Space.of(TINY.at(new int[6]).named("n"));
    assertThatThrownBy(() -> CostTable.latency(network, table))
        .hasMessageContaining("lacks 1 rows")
        .hasMessageContaining("mb_k3_e1 16x16x8 -> 8 stride 1");
  }

  @Test
  void poolAndClassifierMayBeTimedAsOne() {
    ImageShape last = new ImageShape(4, 4, 128);
    LatencyTable table = full(Optional.of(new LatencyKey(LatencyKey.HEAD, last, 10, 1))).build();
    assertThat(CostTable.latency(TINY, table).fixed()).isEqualTo(10 + 10 + 500);
  }

  /** The row is of a pool that a classifier reads, whatever else is as wide. */
  @Test
  void aPoolBeforeAHiddenLayerIsTimedAlone() {
    ImageShape last = new ImageShape(4, 4, 12);
    List<Block> blocks = new ArrayList<>();
    LatencyTable.Builder builder = builder();
    ImageShape shape = last;
    for (String code : List.of("pool", "hidden_hs", "fc")) {
      Op op = OpCode.parse(code).orElseThrow();
      blocks.add(new Block(code, op, new Placement(shape, code.equals("pool") ? 12 : 10, 1)));
      shape = op.output(blocks.get(blocks.size() - 1).placement());
      builder.add(
          LatencyKey.of(op, blocks.get(blocks.size() - 1).placement()),
          new LatencyRow(blocks.size()));
    }
    builder.add(new LatencyKey(LatencyKey.HEAD, last, 10, 1), new LatencyRow(500));
    Network network = Network.chain("n", last, blocks);
    LatencyTable table = builder.build();
    assertThat(CostTable.latency(Space.of(network), table).of()).isEqualTo(1 + 2 + 3);
    assertThat(BlockLatencies.shares(network, table))
        .containsExactly(OptionalDouble.of(1), OptionalDouble.of(2), OptionalDouble.of(3));
  }

  @Test
  void overheadCountsOnceAndTheCorrectionMakesSumsNetworks() {
    LatencyTable table =
        full(Optional.empty())
            .add(LatencyKey.OVERHEAD, new LatencyRow(3))
            .correction(
                new LatencyCorrection(RisingLine.straight(-5, 2), 1, 0, 1, List.of(), List.of()))
            .build();
    CostTable costs = CostTable.latency(TINY, table);
    int[] picks = {8, 0, 0, 0, 0, 1};
    assertThat(costs.of(picks)).isEqualTo(-5 + 2 * (40 + 3 + 18 + 40 + 11));
    assertThat(costs.sums().of(picks)).isEqualTo(40 + 3 + 18 + 40 + 11);
    assertThat(costs.sum(costs.of(picks))).isEqualTo(40 + 3 + 18 + 40 + 11);
    assertThat(CostTable.latency(Space.of(TINY.at(picks)), table).of()).isEqualTo(costs.of(picks));
  }

  @Test
  void aLineThatLeadsBelowNothingIsRefusedByTable() {
    LatencyTable table =
        full(Optional.empty())
            .correction(
                new LatencyCorrection(RisingLine.straight(-1000, 2), 1, 0, 1, List.of(), List.of()))
            .build();
    assertThatThrownBy(() -> CostTable.latency(TINY, table))
        .isInstanceOf(NegativeLatencyException.class)
        .hasMessageStartingWith(
            "The latency table of phone tells whole networks by -1000.00 us + 2.0000 * sum of rows,")
        .hasMessageContaining("cheapest architecture of tiny; measure it anew:");
  }

  /** 10 us for the first candidate of each layer, 11 for the second and so on. */
  private static LatencyTable.Builder full(Optional<LatencyKey> head) {
    LatencyTable.Builder builder = builder();
    for (List<Block> blocks : TINY.network().blocksByNode()) {
      for (int i = 0; i < blocks.size(); i++) {
        builder.add(
            LatencyKey.of(blocks.get(i).op(), blocks.get(i).placement()), new LatencyRow(10 + i));
      }
    }
    head.ifPresent(key -> builder.add(key, new LatencyRow(500)));
    return builder;
  }

  private static LatencyTable.Builder builder() {
    return LatencyTable.builder(new LatencySetting("phone", "tool 1", "fp32", 1, 1));
  }
}
