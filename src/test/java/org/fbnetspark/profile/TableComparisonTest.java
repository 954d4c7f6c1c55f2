package org.fbnetspark.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.profile.TableComparison.Difference;
import org.junit.jupiter.api.Test;

class TableComparisonTest {

  /** Figures of scipy.stats.spearmanr (two ties on each side) and numpy.median. */
  @Test
  void hasTheFiguresOfScipyAndNumpy() {
    TableComparison comparison =
        TableComparison.of(table(10, 20, 30, 40, 40, 50), table(12, 18, 33, 33, 60, 41));
    assertThat(comparison.spearman().orElseThrow()).isCloseTo(0.8676470588235294, within(1e-12));
    assertThat(comparison.medianRelativeDifference().orElseThrow()).isCloseTo(0.1775, within(1e-9));
    assertThat(comparison.differences())
        .extracting(Difference::key)
        .containsExactly(key(4), key(0), key(5), key(3), key(1), key(2));
    assertThat(comparison.differences().get(0))
        .isEqualTo(new Difference(key(4), 40, 60))
        .extracting(Difference::relative)
        .isEqualTo(0.5);
    assertThat(comparison.onlyFirst()).isEmpty();
    assertThat(comparison.onlySecond()).isEmpty();
  }

  @Test
  void keysOfOneTableAreNamed() {
    TableComparison comparison = TableComparison.of(table(1, 2), table(1, 2, 3, 4));
    assertThat(comparison.onlySecond()).containsExactly(key(2), key(3));
    assertThat(TableComparison.of(table(1, 2, 3, 4), table(1, 2)).onlyFirst())
        .containsExactly(key(2), key(3));
    assertThat(comparison.spearman()).hasValue(1);
    assertThat(comparison.medianRelativeDifference()).hasValue(0);
  }

  @Test
  void timesBelowWhatAClockTellsCountAsThat() {
    TableComparison comparison = TableComparison.of(table(0, 0, 5), table(0, 1, 5));
    assertThat(comparison.differences().get(0)).isEqualTo(new Difference(key(1), 0, 1));
    assertThat(comparison.differences().get(0).relative()).isEqualTo(10);
    assertThat(comparison.medianRelativeDifference()).hasValue(0);
    assertThat(TableComparison.of(table(0, 0), table(1, 1)).medianRelativeDifference())
        .hasValue(10);
  }

  @Test
  void nothingSharedAndNothingToRankAreNoFigures() {
    LatencyTable other =
        LatencyTable.builder(new LatencySetting("b", "r", "fp32", 1, 1))
            .add(new LatencyKey("skip", new ImageShape(9, 9, 9), 9, 1), new LatencyRow(1))
            .build();
    TableComparison none = TableComparison.of(table(1, 2), other);
    assertThat(none.spearman()).isEmpty();
    assertThat(none.medianRelativeDifference()).isEmpty();
    assertThat(none.differences()).isEmpty();
    assertThat(TableComparison.of(table(3, 3), table(1, 2)).spearman()).isEmpty();
  }

  private static LatencyTable table(double... micros) {
    LatencyTable.Builder table = LatencyTable.builder(new LatencySetting("a", "r", "fp32", 1, 1));
    for (int i = 0; i < micros.length; i++) {
      table.add(key(i), new LatencyRow(micros[i]));
    }
    return table.build();
  }

  private static LatencyKey key(int i) {
    return new LatencyKey("skip", new ImageShape(8, 8, i + 1), i + 1, 1);
  }
}
