package org.fbnetspark.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.RisingLine;
import org.junit.jupiter.api.Test;

class CorrectionFitTest {

  private static final List<WholeNetwork> FITTED =
      networks(new double[] {100, 200, 400, 800, 1600}, new double[] {130, 215, 450, 820, 1750});
  private static final List<WholeNetwork> HELD_OUT =
      networks(
          new double[] {150, 150, 300, 500, 500, 900}, new double[] {170, 180, 330, 520, 560, 510});

  /** Figures of numpy.polyfit with weights 1/m and of scipy.stats.kendalltau. */
  @Test
  void hasTheFiguresOfNumpyAndScipy() {
    LatencyCorrection line = CorrectionFit.of(FITTED, HELD_OUT);
    assertThat(line.line().intercept()).isCloseTo(22.672101967947867, within(1e-9));
    assertThat(line.line().slope()).isCloseTo(1.0315967616056434, within(1e-12));
    assertThat(line.r2()).isCloseTo(0.9959074428078997, within(1e-12));
    assertThat(line.mape()).isCloseTo(0.16723032174182093, within(1e-12));
    assertThat(line.kendallTau()).isCloseTo(0.6445033866354897, within(1e-12));
    assertThat(line.fitted()).isEqualTo(FITTED);
    assertThat(line.heldOut()).isEqualTo(HELD_OUT);
  }

  /** Two networks of equal error pull a line between them: 1 us counts at 10 us as 10 at 100. */
  @Test
  void relativeErrorsCount() {
    LatencyCorrection line =
        CorrectionFit.of(
            networks(new double[] {0, 0, 90, 90}, new double[] {9, 11, 90, 110}), List.of());
    double low = 1 / (1 / 81.0 + 1 / 121.0) * (9 / 81.0 + 11 / 121.0);
    assertThat(line.line().intercept()).isCloseTo(low, within(1e-9));
    assertThat(line.line().at(90)).isCloseTo(10 * low, within(1e-9));
  }

  @Test
  void noLineNearbyHasASmallerRelativeError() {
    SplittableRandom random = new SplittableRandom(3);
    for (int run = 0; run < 50; run++) {
      List<WholeNetwork> networks = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        double sum = random.nextDouble(50, 5_000);
        networks.add(new WholeNetwork(sum, (30 + 1.3 * sum) * random.nextDouble(0.9, 1.1)));
      }
      RisingLine line = LineFit.straight(networks).orElseThrow();
      double best = relativeError(networks, line.slope(), line.intercept());
      for (double[] step : new double[][] {{1e-3, 0}, {-1e-3, 0}, {0, 0.5}, {0, -0.5}}) {
        if (line.intercept() + step[1] >= 0) {
          assertThat(relativeError(networks, line.slope() + step[0], line.intercept() + step[1]))
              .isGreaterThan(best);
        }
      }
    }
  }

  @Test
  void anExactLineIsFoundAndHasNoError() {
    List<WholeNetwork> exact =
        networks(new double[] {10, 20, 40}, new double[] {1 + 2 * 10, 1 + 2 * 20, 1 + 2 * 40});
    LatencyCorrection line = CorrectionFit.of(exact, List.of());
    assertThat(line.line().slope()).isCloseTo(2, within(1e-12));
    assertThat(line.line().intercept()).isCloseTo(1, within(1e-10));
    assertThat(line.r2()).isCloseTo(1, within(1e-12));
    assertThat(line.mape()).isCloseTo(0, within(1e-12));
    assertThat(line.kendallTau()).isEqualTo(1);
    assertThat(line.heldOut()).isEmpty();
  }

  @Test
  void networksThatAllTieHaveNoOrder() {
    List<WholeNetwork> ties = networks(new double[] {5, 5, 5}, new double[] {20, 21, 22});
    assertThat(CorrectionFit.of(FITTED, ties).kendallTau()).isZero();
  }

  @Test
  void whatNoLineFollowsFromIsRefused() {
    assertThatThrownBy(() -> CorrectionFit.of(FITTED.subList(0, 2), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 3 networks that were timed as a whole, but was given 2");
    assertThatThrownBy(() -> CorrectionFit.of(FITTED, HELD_OUT.subList(0, 1)))
        .hasMessageContaining("none or by at least 2 held-out networks");
    assertThatThrownBy(
            () ->
                CorrectionFit.of(
                    networks(new double[] {1, 2, 3}, new double[] {30, 20, 10}), List.of()))
        .hasMessageContaining("does not rise with the sum of their rows");
    assertThatThrownBy(
            () ->
                CorrectionFit.of(
                    networks(new double[] {1, 2, 4}, new double[] {0.1, 0.1, 0.1}), List.of()))
        .hasMessageContaining("does not rise");
    assertThatThrownBy(
            () ->
                CorrectionFit.of(
                    networks(new double[] {7, 7, 7}, new double[] {1, 2, 3}), List.of()))
        .hasMessageContaining("The rows of all 3 whole networks sum to 7.0 us");
  }

  private static double relativeError(List<WholeNetwork> networks, double slope, double intercept) {
    return networks.stream()
        .mapToDouble(n -> (intercept + slope * n.sumMicros()) / n.measuredMicros() - 1)
        .map(error -> error * error)
        .sum();
  }

  private static List<WholeNetwork> networks(double[] sums, double[] measured) {
    List<WholeNetwork> networks = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      networks.add(new WholeNetwork(sums[i], measured[i]));
    }
    return networks;
  }
}
