package org.fbnetspark.domain.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;

class InterpolationErrorTest {

  private static final LatencyGrid GRID =
      new LatencyGrid(
          "conv_k1",
          1,
          List.of(new LatencyGrid.Sides(4, 4)),
          List.of(16, 96),
          List.of(),
          List.of(8),
          1);

  private static LatencyTable table(IntToDoubleFunction time, int... channels) {
    LatencyTable.Builder builder =
        LatencyTable.builder(new LatencySetting("phone", "runtime", "fp32", 1, 1)).grid(GRID);
    for (int c : channels) {
      builder.add(
          new LatencyKey("conv_k1", new ImageShape(4, 4, c), 8, 1),
          new LatencyRow(time.applyAsDouble(c)));
    }
    return builder.build();
  }

  @Test
  void itIsOfTheRowsBetweenAlone() {
    LatencyTable table = table(c -> c == 56 ? 50 : c == 36 ? 45 : c, 16, 96, 200, 36, 56, 76);
    InterpolationError error = InterpolationError.of(table).orElseThrow();
    assertThat(error.rows()).isEqualTo(3);
    assertThat(error.median()).isCloseTo(56.0 / 50 - 1, within(1e-12));
    assertThat(error.p90()).isEqualTo(error.largest()).isCloseTo(1 - 36.0 / 45, within(1e-12));
    assertThat(InterpolationError.of(table(c -> c, 16, 96))).isEmpty();
  }

  @Test
  void theBlockIsTheOneThatFitsTheRows() {
    int[] channels = {16, 96, 20, 36, 40, 60, 72, 88};
    assertThat(InterpolationError.bestBlock(table(c -> 5 + c, channels))).isEqualTo(1);
    assertThat(InterpolationError.bestBlock(table(c -> 5 + (c + 7) / 8, channels))).isEqualTo(8);
    assertThat(InterpolationError.bestBlock(table(c -> 5 + (c + 15) / 16, channels))).isEqualTo(16);
    assertThat(InterpolationError.bestBlock(table(c -> c, 16, 96))).isEqualTo(1);
  }

  /** Looking for every row between all grids would take hours. */
  @Test
  void tooManyGridsForItsRowsAreRefused() {
    LatencyTable.Builder builder =
        LatencyTable.builder(new LatencySetting("phone", "runtime", "fp32", 1, 1));
    for (int i = 0; i < 1000; i++) {
      builder.grid(
          new LatencyGrid(
              "conv_k1", 1, GRID.sides(), List.of(16, 96 + i), List.of(), List.of(8), 1));
    }
    for (int i = 1; i <= 20_000; i++) {
      builder.add(
          new LatencyKey("conv_k1", new ImageShape(4, 4, 100_000), i, 1), new LatencyRow(1));
    }
    assertThat(builder.build().rows()).hasSize(20_000);
    builder.add(new LatencyKey("conv_k1", new ImageShape(4, 4, 16), 1, 1), new LatencyRow(1));
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("20,000,000 rows times grids of their op, but has 20,001,000");
  }

  @Test
  void aTableTellsWhatLiesBetweenOnlyWhereItIsAsked() {
    LatencyTable table = table(c -> c, 16, 96);
    LatencyKey between = new LatencyKey("conv_k1", new ImageShape(4, 4, 36), 8, 1);
    assertThat(table.micros("", between)).isEmpty();
    assertThat(table.interpolating().micros("", between)).hasValue(36);
    assertThat(table.interpolating(false).micros("", between)).isEmpty();
  }
}
