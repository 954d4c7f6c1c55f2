package org.fbnetspark.domain.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.fbnetspark.domain.latency.LatencyMerge.Merged;
import org.fbnetspark.domain.latency.LatencyRow.Spread;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;

class LatencyMergeTest {

  private static final LatencySetting SETTING =
      new LatencySetting("class", "tool 1", "fp32", 1, OptionalInt.of(1), Optional.of("nchw"));
  private static final LatencyKey KEY = key("skip");
  private static final LatencyKey OTHER = key("mb_k3_e6");
  private static final LatencyCorrection LINE =
      new LatencyCorrection(RisingLine.straight(1, 2), 1, 0.02, 0.9, List.of(), List.of());

  @Test
  void aRowIsTheMedianOfItsHosts() {
    LatencyTable merged =
        LatencyMerge.of(
                List.of(
                    table("a", 10).build(),
                    table("b", 30).build(),
                    table("c", 11).build(),
                    table("d", 12).build()))
            .table();
    LatencyRow row = merged.rows().get(KEY);
    assertThat(row.medianMicros()).isEqualTo(11.5);
    assertThat(row.hostMicros())
        .isEqualTo(new TreeMap<>(Map.of("a", 10.0, "b", 30.0, "c", 11.0, "d", 12.0)));
    assertThat(row.hostSpread().orElseThrow()).isCloseTo(20 / 11.5, within(1e-12));
    assertThat(merged.setting()).isEqualTo(SETTING);
  }

  @Test
  void theSpreadIsTheEnvelope() {
    LatencyTable merged =
        LatencyMerge.of(
                List.of(
                    table(LatencyRow.of("a", 10, new Spread(9, 12, 0.1, 100, true))),
                    table(LatencyRow.of("b", 11, new Spread(10, 11.5, 0.3, 50, false)))))
            .table();
    assertThat(merged.rows().get(KEY).spread()).contains(new Spread(9, 12, 0.3, 150, false));
    LatencyRow silent = new LatencyRow(12, Optional.empty(), new TreeMap<>(Map.of("c", 12.0)));
    assertThat(LatencyMerge.of(List.of(merged, table(silent))).table().rows().get(KEY).spread())
        .isEmpty();
  }

  @Test
  void mergingInStepsOrAgainChangesNothing() {
    LatencyTable a = table("a", 10).build();
    LatencyTable b = table("b", 14).add(OTHER, row("b", 5)).build();
    LatencyTable c = table("c", 11).build();
    LatencyTable once = LatencyMerge.of(List.of(a, b, c)).table();
    LatencyTable steps =
        LatencyMerge.of(List.of(LatencyMerge.of(List.of(a, b)).table(), c)).table();
    assertThat(steps.rows()).isEqualTo(once.rows());
    assertThat(LatencyMerge.of(List.of(once, a, b)).table().rows()).isEqualTo(once.rows());
    assertThat(once.rows().get(OTHER)).isEqualTo(row("b", 5));
    assertThat(LatencyMerge.of(List.of(a)).table().rows()).isEqualTo(a.rows());
  }

  @Test
  void provenanceIsUnited() {
    LatencyTable merged =
        LatencyMerge.of(
                List.of(
                    table("a", 1).provenance("date", "mon").provenance("tool", "t").build(),
                    table("b", 1).provenance("date", "tue").provenance("tool", "t").build(),
                    table("c", 1).provenance("date", "wed").provenance("kernel", "6").build()))
            .table();
    assertThat(merged.provenance())
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "date",
                    "mon",
                    "date (2)",
                    "tue",
                    "date (3)",
                    "wed",
                    "tool",
                    "t",
                    "kernel",
                    "6")));
  }

  @Test
  void aCorrectionStaysOnlyWhereAllHaveIt() {
    Merged same =
        LatencyMerge.of(
            List.of(
                table("a", 1).correction(LINE).build(), table("b", 1).correction(LINE).build()));
    assertThat(same.table().correction()).contains(LINE);
    assertThat(same.correctionDropped()).isFalse();
    Merged unlike =
        LatencyMerge.of(List.of(table("a", 1).correction(LINE).build(), table("b", 1).build()));
    assertThat(unlike.table().correction()).isEmpty();
    assertThat(unlike.correctionDropped()).isTrue();
  }

  @Test
  void gridsAreCountedInTheBlockThatFitsTheMergedRows() {
    int[] ends = {16, 96};
    int[] all = {16, 96, 20, 36, 40, 60, 72, 88};
    LatencyTable eights = gridded("a", 8, all).correction(LINE).build();
    Merged merged =
        LatencyMerge.of(List.of(gridded("b", 1, ends).correction(LINE).build(), eights));
    assertThat(merged.table().grids()).isEqualTo(eights.grids());
    assertThat(merged.correctionDropped()).isTrue();
    assertThat(merged.table().correction()).isEmpty();
    Merged alike = LatencyMerge.of(List.of(eights, gridded("b", 8, all).correction(LINE).build()));
    assertThat(alike.table().grids()).isEqualTo(eights.grids());
    assertThat(alike.table().correction()).contains(LINE);
  }

  /** As with profile.held-out-rows = 0. */
  @Test
  void gridsWithoutRowsHeldOutStayAsTheyAre() {
    LatencyTable none = gridded("a", 4, 16, 96).build();
    LatencyTable merged = LatencyMerge.of(List.of(none, gridded("b", 4, 16, 96).build())).table();
    assertThat(merged.grids()).isEqualTo(none.grids());
  }

  /** Rows of channels whose time is that of blocks of 8. */
  private static LatencyTable.Builder gridded(String host, int block, int... channels) {
    LatencyTable.Builder builder =
        LatencyTable.builder(SETTING)
            .grid(
                new LatencyGrid(
                    "conv_k1",
                    1,
                    List.of(new LatencyGrid.Sides(4, 4)),
                    List.of(16, 96),
                    List.of(),
                    List.of(8),
                    block));
    for (int c : channels) {
      builder.add(
          new LatencyKey("conv_k1", new ImageShape(4, 4, c), 8, 1), row(host, 5 + (c + 7) / 8));
    }
    return builder;
  }

  @Test
  void basesAreTakenAtTheirMedian() {
    LatencyTable merged =
        LatencyMerge.of(
                List.of(
                    table("a", 1).baseMicros(5).build(),
                    table("b", 1).baseMicros(9).build(),
                    table("c", 1).baseMicros(6).build()))
            .table();
    assertThat(merged.baseMicros()).hasValue(6);
  }

  @Test
  void unlikeTablesAreRefusedWithWhatDiffers() {
    LatencyTable other =
        LatencyTable.builder(new LatencySetting("phone", "tool 1", "fp32", 1, 4))
            .baseMicros(5)
            .add(KEY, row("b", 1))
            .build();
    assertThatThrownBy(() -> LatencyMerge.of(List.of(table("a", 1).build(), other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Tables of unlike measurements are never merged, but table 1 and table 2 differ: device"
                + " class and phone, threads 1 and 4, layout nchw and not stated, one has a base");
  }

  @Test
  void aHostWithTwoTimesIsRefused() {
    assertThatThrownBy(() -> LatencyMerge.of(List.of(table("a", 1).build(), table("a", 2).build())))
        .hasMessageContaining("Host a has two times for skip 8x8x16 -> 16 stride 1, 1.0 and 2.0");
    assertThatThrownBy(
            () -> LatencyMerge.of(List.of(table("a", 1).build(), table(new LatencyRow(1)))))
        .hasMessageContaining("stride 1 of table 2 does not tell which host measured it");
    assertThatThrownBy(() -> LatencyMerge.of(List.of())).hasMessageContaining("at least one");
  }

  @Test
  void aSummaryCountsRowsAndHosts() {
    TableSummary plain = TableSummary.of(table(new LatencyRow(1)));
    assertThat(plain.rows()).isEqualTo(1);
    assertThat(plain.unsteadyShare()).isEmpty();
    assertThat(plain.mape()).isEmpty();
    assertThat(plain.hosts()).isEmpty();
    TableSummary told =
        TableSummary.of(
            table("a", 1)
                .add(OTHER, LatencyRow.of("b", 10, new Spread(9, 12, 1, 9, false)))
                .add(key("fc"), LatencyRow.of("b", 10, new Spread(9, 12, 1, 9, true)))
                .correction(LINE)
                .build());
    assertThat(told.rows()).isEqualTo(3);
    assertThat(told.unsteadyShare()).hasValue(0.5);
    assertThat(told.mape()).hasValue(0.02);
    assertThat(told.kendallTau()).hasValue(0.9);
    assertThat(told.hosts()).containsExactly("a", "b");
  }

  private static LatencyTable.Builder table(String host, double micros) {
    return LatencyTable.builder(SETTING).add(KEY, row(host, micros));
  }

  private static LatencyTable table(LatencyRow row) {
    return LatencyTable.builder(SETTING).add(KEY, row).build();
  }

  private static LatencyRow row(String host, double micros) {
    return new LatencyRow(micros, Optional.empty(), new TreeMap<>(Map.of(host, micros)));
  }

  private static LatencyKey key(String op) {
    return new LatencyKey(op, new ImageShape(8, 8, 16), 16, 1);
  }
}
