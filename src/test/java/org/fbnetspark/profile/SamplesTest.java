package org.fbnetspark.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.fbnetspark.domain.random.SeedTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SamplesTest {

  private static Samples of(double... micros) {
    Samples samples = new Samples();
    for (double each : micros) {
      samples.add(each);
    }
    return samples;
  }

  @Test
  void figuresAreThoseOfTheSortedTimes() {
    Measurement measured = of(10, 100, 30, 60, 50, 90, 20, 70, 40, 80).measurement(0.02);
    assertThat(measured.medianMicros()).isEqualTo(55);
    assertThat(measured.spread().p10Micros()).isEqualTo(10);
    assertThat(measured.spread().p90Micros()).isEqualTo(90);
    assertThat(measured.spread().runs()).isEqualTo(10);
    // Ranks 2 and 9, as in published tables for ten samples.
    assertThat(measured.spread().intervalMicros()).isEqualTo((90 - 20) / 2.0);
    assertThat(measured.spread().steady()).isFalse();
    assertThat(of(1, 2, 9).median()).isEqualTo(2);
  }

  @Test
  void fewerThanSixTimesAreNeverSteady() {
    assertThat(of(7, 7, 7, 7, 7).measurement(0.02).spread().steady()).isFalse();
    assertThat(of(7, 7, 7, 7, 7, 7).measurement(0.02).spread().steady()).isTrue();
    assertThat(of(7).measurement(0.02).medianMicros()).isEqualTo(7);
  }

  @Test
  void whatIsCutOffIsForgotten() {
    Samples samples = of(1, 2, 3);
    for (int i = 0; i < 1000; i++) {
      samples.add(1e9);
    }
    samples.truncate(3);
    assertThat(samples.count()).isEqualTo(3);
    assertThat(samples.median()).isEqualTo(2);
  }

  /** Ranks of published tables for the 95 % interval of the median. */
  @ParameterizedTest
  @CsvSource({"5,0", "6,1", "8,1", "9,2", "10,2", "15,4", "20,6", "25,8", "50,18", "100,40"})
  void ranksAreThePublishedOnes(int samples, int rank) {
    assertThat(Samples.intervalRank(samples)).isEqualTo(rank);
  }

  /** Against exact arithmetic, beyond where a double holds the power of two. */
  @ParameterizedTest
  @CsvSource({"31", "500", "1074", "1075", "3000"})
  void ranksAreExactForManySamples(int n) {
    BigInteger binomial = BigInteger.ONE;
    BigInteger below = BigInteger.ZERO;
    BigDecimal limit = new BigDecimal(BigInteger.TWO.pow(n)).multiply(new BigDecimal("0.025"));
    int rank = 0;
    while (true) {
      below = below.add(binomial);
      if (new BigDecimal(below).compareTo(limit) > 0) {
        break;
      }
      binomial =
          binomial.multiply(BigInteger.valueOf(n - rank)).divide(BigInteger.valueOf(rank + 1));
      rank++;
    }
    assertThat(Samples.intervalRank(n)).isEqualTo(rank);
  }

  static Stream<DoubleUnaryOperator> quantiles() {
    return Stream.of(
        u -> u, u -> -Math.log(1 - u), u -> 1 / Math.sqrt(1 - u), u -> u < 0.9 ? u : 100 * u);
  }

  /** The correlation of neighbours and how many there are. */
  @ParameterizedTest
  @CsvSource({
    "0, 100",
    "0, 2000",
    "0.5, 200",
    "0.5, 2000",
    "0.9, 500",
    "0.9, 5000",
    "0.97, 2000",
    "0.97, 20000"
  })
  void theIntervalCoversTheMedianOfCorrelatedTimes(double correlation, int n) {
    RandomGenerator random = new SeedTree(6).generator();
    int trials = 1000;
    int covered = 0;
    for (int trial = 0; trial < trials; trial++) {
      Samples samples = new Samples();
      double state = random.nextGaussian();
      for (int i = 0; i < n; i++) {
        samples.add(100 * Math.exp(0.1 * state));
        state =
            correlation * state + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
      }
      double[] interval = samples.interval();
      covered += interval[0] <= 100 && 100 <= interval[1] ? 1 : 0;
    }
    assertThat((double) covered / trials).isBetween(0.9, 0.995);
  }

  @Test
  void timesThatAreAlikeAreWorthFewer() {
    double[] alike = new double[1000];
    for (int i = 0; i < alike.length; i++) {
      alike[i] = 10 + i / 100 % 2;
    }
    Samples levels = of(alike);
    assertThat(levels.independent(10.5)).isLessThan(20);
    assertThat(levels.measurement(0.02).spread().steady()).isFalse();
    assertThat(of(7, 7, 7, 7, 7, 7).independent(7)).isEqualTo(6);
    assertThat(of(1, 3, 1, 3, 1, 3, 1, 3).independent(2)).isEqualTo(8);
  }

  /** Whatever the distribution, the interval misses its median once in twenty times at most. */
  @ParameterizedTest
  @MethodSource("quantiles")
  void theIntervalCoversTheMedian(DoubleUnaryOperator quantile) {
    RandomGenerator random = new SeedTree(5).generator();
    double median = quantile.applyAsDouble(0.5);
    int trials = 4000;
    int covered = 0;
    for (int trial = 0; trial < trials; trial++) {
      int n = 6 + random.nextInt(60);
      Samples samples = new Samples();
      double[] sorted = new double[n];
      for (int i = 0; i < n; i++) {
        sorted[i] = quantile.applyAsDouble(random.nextDouble());
        samples.add(sorted[i]);
      }
      java.util.Arrays.sort(sorted);
      double[] interval = samples.interval();
      assertThat(samples.measurement(0.02).spread().intervalMicros())
          .isCloseTo((interval[1] - interval[0]) / 2, within(1e-12));
      covered += interval[0] <= median && median <= interval[1] ? 1 : 0;
    }
    // Three standard deviations of a binomial with 95 %.
    assertThat((double) covered / trials).isGreaterThan(0.95 - 3 * Math.sqrt(0.05 * 0.95 / trials));
  }
}
