package org.fbnetspark.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.profile.ProfilePackManifest.PackedModel;
import org.fbnetspark.profile.ProfilePackManifest.PackedNetwork;
import org.fbnetspark.profile.ProfilePackManifest.PackedRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedTimesTest {

  private static final LatencyKey SKIP = new LatencyKey("skip", new ImageShape(8, 8, 4), 4, 1);
  private static final LatencyKey FC = new LatencyKey("fc", new ImageShape(1, 1, 4), 10, 1);
  private static final PackedTimes.Place PLACE =
      new PackedTimes.Place("phone", "phone-7", "tool 1", OptionalInt.of(4));

  @Test
  void rowsAreNetOfTheOverhead() {
    LatencyTable table =
        table(
            List.of(),
            Map.of("o", new double[] {5, 3, 4}, "s", new double[] {10}, "f", new double[] {1, 2}));
    assertThat(table.rows().get(LatencyKey.OVERHEAD).medianMicros()).isEqualTo(4);
    assertThat(table.rows().get(SKIP).medianMicros()).isEqualTo(6);
    assertThat(table.rows().get(SKIP).spread()).isEmpty();
    assertThat(table.rows().get(SKIP).hostMicros()).containsOnly(Map.entry("phone-7", 6.0));
    assertThat(table.rows().get(FC).medianMicros()).isZero();
    assertThat(table.setting()).hasToString("phone (tool 1, int8, batch 2, threads 4, nchw)");
    assertThat(table.correction()).isEmpty();
  }

  @Test
  void spreadIsOfTheRunsLessTheOverhead() {
    double[] runs = alternating(100, 20);
    double[] overhead = {4, 4, 10, 4, 4, 10, 4, 4, 10, 4};
    LatencyRow.Spread spread =
        table(List.of(), Map.of("o", overhead, "s", runs, "f", runs))
            .rows()
            .get(SKIP)
            .spread()
            .orElseThrow();
    assertThat(spread.p10Micros()).isEqualTo(102 - 4);
    assertThat(spread.p90Micros()).isEqualTo(118 - 4);
    assertThat(spread.runs()).isEqualTo(20);
    // Of 20 runs the 6th and the 15th, of 10 the 2nd and the 9th.
    assertThat(spread.intervalMicros()).isCloseTo(Math.hypot(4.5, 3), within(1e-12));
    assertThat(spread.steady()).isFalse();
  }

  /** So many times from 1 on above a base, one below their median after one above it. */
  private static double[] alternating(double base, int count) {
    return IntStream.range(0, count)
        .mapToDouble(i -> base + 1 + (i % 2 == 0 ? i / 2 : count - 1 - i / 2))
        .toArray();
  }

  /** Ranks of scipy.stats.binom: the share of the range that the interval takes. */
  @ParameterizedTest
  @CsvSource({"5, 1, false", "6, 1, true", "10, 2, true", "100, 40, true", "1000, 469, true"})
  void theIntervalIsDistributionFree(int runs, int rank, boolean enough) {
    double[] times = alternating(1e6, runs);
    LatencyRow.Spread spread =
        table(List.of(), Map.of("o", new double[] {0, 0}, "s", times, "f", times))
            .rows()
            .get(SKIP)
            .spread()
            .orElseThrow();
    assertThat(spread.intervalMicros()).isCloseTo((runs + 1 - 2 * rank) / 2.0, within(1e-6));
    assertThat(spread.steady()).isEqualTo(enough);
  }

  @Test
  void wholeNetworksGiveTheLine() {
    List<PackedNetwork> networks = new ArrayList<>();
    Map<String, double[]> times = new LinkedHashMap<>();
    times.put("o", new double[] {2});
    times.put("s", new double[] {12});
    times.put("f", new double[] {5});
    for (int i = 0; i < 5; i++) {
      List<String> rows = new ArrayList<>(Collections.nCopies(i + 1, "s"));
      rows.add("f");
      networks.add(new PackedNetwork(model("n" + i), rows, i > 2));
      times.put("n" + i, new double[] {7 + 1.5 * (2 + 10 * (i + 1) + 3)});
    }
    LatencyTable table = table(networks, times);
    assertThat(table.correction().orElseThrow().line().slope()).isCloseTo(1.5, within(1e-12));
    assertThat(table.correction().orElseThrow().line().intercept()).isCloseTo(7, within(1e-9));
    assertThat(table.correction().orElseThrow().fitted())
        .first()
        .isEqualTo(new WholeNetwork(15, 29.5));
    assertThat(table.correction().orElseThrow().heldOut()).hasSize(2);
    times.replaceAll((file, runs) -> file.startsWith("n") ? new double[] {9} : runs);
    LatencyTable flat = table(networks, times);
    assertThat(flat.correction()).isEmpty();
    assertThat(flat.provenance().get("correction")).startsWith("none: The time of the 3 whole");
  }

  @Test
  void packsThatCannotBecomeATableAreRefused() {
    PackedRow overhead = new PackedRow(model("o"), LatencyKey.OVERHEAD);
    PackedRow skip = new PackedRow(model("s"), SKIP);
    assertThatThrownBy(() -> manifest(List.of(skip), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs the model of the overhead");
    assertThatThrownBy(() -> manifest(List.of(overhead, skip, skip), List.of()))
        .hasMessageContaining("A pack has skip 8x8x4 -> 4 stride 1 twice");
    assertThatThrownBy(
            () -> manifest(List.of(overhead, new PackedRow(model("o"), SKIP)), List.of()))
        .hasMessageContaining("A pack has o twice");
    assertThatThrownBy(
            () ->
                manifest(
                    List.of(overhead), List.of(new PackedNetwork(model("n"), List.of("x"), false))))
        .hasMessageContaining("n has a layer whose row x is not in the pack");
  }

  private static LatencyTable table(List<PackedNetwork> networks, Map<String, double[]> times) {
    List<PackedRow> rows =
        List.of(
            new PackedRow(model("o"), LatencyKey.OVERHEAD),
            new PackedRow(model("s"), SKIP),
            new PackedRow(model("f"), FC));
    return PackedTimes.table(manifest(rows, networks), times, PLACE).build();
  }

  private static ProfilePackManifest manifest(List<PackedRow> rows, List<PackedNetwork> networks) {
    return new ProfilePackManifest("int8", 2, "nchw", rows, networks);
  }

  private static PackedModel model(String file) {
    return new PackedModel(file, "0".repeat(64), "images", new ImageShape(1, 1, 1));
  }
}
