package org.fbnetspark.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.fbnetspark.domain.latency.LatencyRow;
import org.junit.jupiter.api.Test;

class MeasurementTest {

  private static Measurement of(
      double median, double p10, double p90, double interval, int runs, boolean steady) {
    return new Measurement(median, new LatencyRow.Spread(p10, p90, interval, runs, steady));
  }

  @Test
  void theCallIsSubtractedOnce() {
    Measurement net = of(50, 45, 60, 3, 100, true).netOf(of(10, 9, 12, 4, 200, true), 0.125);

    assertThat(net.medianMicros()).isEqualTo(40);
    assertThat(net.spread().p10Micros()).isEqualTo(35);
    assertThat(net.spread().p90Micros()).isEqualTo(50);
    assertThat(net.spread().intervalMicros()).isCloseTo(5, within(1e-12));
    assertThat(net.spread().runs()).isEqualTo(100);
    assertThat(net.spread().steady()).isTrue();
  }

  /** Two percent of 11 us are a fifth of the microsecond that is left. */
  @Test
  void whatIsLeftWithoutTheCallDecidesWhetherItIsSteady() {
    Measurement gross = of(11, 10.9, 11.2, 0.2, 100, true);
    Measurement call = of(10, 10, 10, 0, 100, true);
    assertThat(gross.netOf(call, 0.02).spread().steady()).isFalse();
    assertThat(gross.netOf(call, 0.2).spread().steady()).isTrue();
    assertThat(of(100, 99, 101, 1.7, 9, true).netOf(call, 0.02).spread().steady()).isTrue();
    assertThat(of(100, 99, 101, 1.9, 9, true).netOf(call, 0.02).spread().steady()).isFalse();
    // Of nothing no share can be asked for: it counts as a microsecond.
    assertThat(of(10, 10, 10, 0.019, 9, true).netOf(call, 0.02).spread().steady()).isTrue();
    assertThat(of(10, 10, 10, 0.021, 9, true).netOf(call, 0.02).spread().steady()).isFalse();
  }

  @Test
  void nothingTakesLessThanNothing() {
    Measurement net = of(9, 8, 9.5, 0.1, 10, false).netOf(of(10, 9, 12, 0.1, 10, true), 0.02);

    assertThat(net.medianMicros()).isZero();
    assertThat(net.spread().p90Micros()).isZero();
    assertThat(net.spread().steady()).isFalse();
  }

  @Test
  void hostsOfOneClassGiveTheMedianOfTheirMedians() {
    LatencyRow row =
        Measurement.merged(
            new TreeMap<>(
                Map.of(
                    "a", of(10, 9, 11, 0.1, 100, true),
                    "b", of(12, 10, 20, 0.4, 50, true),
                    "c", of(11, 8, 12, 0.2, 70, false))));

    assertThat(row.medianMicros()).isEqualTo(11);
    assertThat(row.hostMicros()).isEqualTo(new TreeMap<>(Map.of("a", 10.0, "b", 12.0, "c", 11.0)));
    assertThat(row.spread()).contains(new LatencyRow.Spread(9, 12, 0.4, 220, false));
  }

  @Test
  void oneHostKeepsItsFigures() {
    Measurement one = of(10, 9, 11, 0.1, 100, true);
    assertThat(Measurement.merged(new TreeMap<>(Map.of("a", one))))
        .isEqualTo(LatencyRow.of("a", 10, one.spread()));
  }
}
