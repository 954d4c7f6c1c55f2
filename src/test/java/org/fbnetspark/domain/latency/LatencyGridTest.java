package org.fbnetspark.domain.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.fbnetspark.domain.latency.LatencyGrid.Sides;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LatencyGridTest {

  private static final LatencyGrid GRID =
      new LatencyGrid(
          "mb_k3_m*_se",
          1,
          List.of(new Sides(4, 4), new Sides(8, 6), new Sides(8, 12)),
          List.of(16, 40),
          List.of(16, 72, 184),
          List.of(24, 56),
          1);

  private static LatencyKey key(int height, int width, int in, int middle, int out) {
    return new LatencyKey("mb_k3_m" + middle + "_se", new ImageShape(height, width, in), out, 1);
  }

  private static OptionalDouble between(
      LatencyGrid grid, LatencyKey key, ToDoubleFunction<LatencyKey> times) {
    return grid.between(key, row -> OptionalDouble.of(times.applyAsDouble(row)));
  }

  /** Linear on each axis, as the multiply-accumulates of a block are. */
  private static double multilinear(LatencyKey key) {
    double middle = LatencyGrid.middleOf(key).get(0);
    return 3 + key.input().positions() * middle * (9 + key.input().channels() + key.outChannels());
  }

  @Test
  void itsPointsAreEveryCombinationAndTellThemselves() {
    List<LatencyKey> points = GRID.points();
    assertThat(points).hasSize(3 * 2 * 3 * 2).doesNotHaveDuplicates().hasSize((int) GRID.size());
    assertThat(points).allMatch(GRID::isPoint).allMatch(GRID::holds);
    assertThat(points).contains(key(8, 6, 40, 72, 24));
    for (LatencyKey point : points) {
      assertThat(between(GRID, point, LatencyGridTest::multilinear)).hasValue(multilinear(point));
    }
  }

  @RepeatedTest(20)
  void whatIsMultilinearIsToldExactlyAndEverythingWithinItsNeighbours(RepetitionInfo run) {
    SplittableRandom random = new SplittableRandom(run.getCurrentRepetition());
    Map<LatencyKey, Double> times = new HashMap<>();
    GRID.points().forEach(point -> times.put(point, random.nextDouble(1, 100)));
    int height = random.nextInt(4, 9);
    LatencyKey key =
        key(
            height,
            height < 8 ? random.nextInt(4, 7) : random.nextInt(6, 13),
            random.nextInt(16, 41),
            random.nextInt(16, 185),
            random.nextInt(24, 57));
    assertThat(GRID.holds(key)).isTrue();
    double macs = multilinear(key);
    assertThat(between(GRID, key, LatencyGridTest::multilinear).orElseThrow())
        .isCloseTo(macs, within(1e-12 * macs));

    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (LatencyKey point : GRID.points()) {
      if (neighbours(point, key)) {
        low = Math.min(low, times.get(point));
        high = Math.max(high, times.get(point));
      }
    }
    assertThat(between(GRID, key, times::get).orElseThrow()).isBetween(low, high);
    assertThat(between(GRID, key, point -> 7).orElseThrow()).isEqualTo(7);
  }

  private static boolean neighbours(LatencyKey point, LatencyKey key) {
    int middle = LatencyGrid.middleOf(point).get(0);
    int wanted = LatencyGrid.middleOf(key).get(0);
    return wanted <= 72 ? middle <= 72 : middle >= 72;
  }

  @Test
  void nothingIsToldBeyondItsEndsOrWithoutARow() {
    List<LatencyKey> outside =
        List.of(
            key(3, 4, 16, 16, 24),
            key(8, 13, 16, 16, 24),
            key(4, 12, 16, 16, 24),
            key(4, 4, 15, 16, 24),
            key(4, 4, 41, 16, 24),
            key(4, 4, 16, 8, 24),
            key(4, 4, 16, 185, 24),
            key(4, 4, 16, 16, 57),
            new LatencyKey("mb_k3_m16_se", new ImageShape(4, 4, 16), 24, 2),
            new LatencyKey("mb_k3_m16", new ImageShape(4, 4, 16), 24, 1),
            new LatencyKey("mb_k3_e1_se", new ImageShape(4, 4, 16), 24, 1),
            new LatencyKey("mb_k3_m*_se", new ImageShape(4, 4, 16), 24, 1),
            new LatencyKey("conv_k1", new ImageShape(4, 4, 16), 24, 1));
    assertThat(outside).noneMatch(GRID::holds).noneMatch(GRID::isPoint);
    for (LatencyKey key : outside) {
      assertThat(between(GRID, key, row -> 1)).isEmpty();
    }
    LatencyKey inside = key(4, 4, 20, 16, 24);
    LatencyKey corner = key(4, 4, 40, 16, 24);
    assertThat(
            GRID.between(
                inside, row -> row.equals(corner) ? OptionalDouble.empty() : OptionalDouble.of(1)))
        .isEmpty();
  }

  @Test
  void channelsOfABlockCountAlike() {
    LatencyGrid convolution =
        new LatencyGrid(
            "conv_k1", 1, List.of(new Sides(4, 4)), List.of(16, 80), List.of(), List.of(8), 16);
    for (int channels : new int[] {33, 40, 48}) {
      LatencyKey key = new LatencyKey("conv_k1", new ImageShape(4, 4, channels), 8, 1);
      assertThat(between(convolution, key, row -> row.input().channels()).orElseThrow())
          .isEqualTo(48);
    }
  }

  @Test
  void axesThatDoNotRiseAreRefused() {
    Sides sides = new Sides(4, 4);
    assertThatThrownBy(
            () ->
                new LatencyGrid(
                    "conv_k1", 1, List.of(sides), List.of(16, 16), List.of(), List.of(8), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("channels that rise");
    assertThatThrownBy(
            () ->
                new LatencyGrid(
                    "conv_k1",
                    1,
                    List.of(sides, new Sides(8, 2)),
                    List.of(16),
                    List.of(),
                    List.of(8),
                    1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new LatencyGrid(
                    "mb_k3_m*", 1, List.of(sides), List.of(16), List.of(), List.of(8), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("channels in the middle");
  }
}
