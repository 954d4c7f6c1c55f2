package org.fbnetspark.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WilsonIntervalTest {

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "0,50", "50,50", "7,10", "8123,10000", "1,100000"})
  void equalsTheLibrarys(int successes, int trials) {
    ConfidenceInterval expected =
        new org.apache.commons.math3.stat.interval.WilsonScoreInterval()
            .createInterval(trials, successes, 0.95);
    WilsonInterval interval = WilsonInterval.of(successes, trials);

    assertThat(interval.low()).isCloseTo(expected.getLowerBound(), within(1e-9));
    assertThat(interval.high()).isCloseTo(expected.getUpperBound(), within(1e-9));
  }

  @Test
  void nothingSeenSaysNothing() {
    assertThat(WilsonInterval.of(0, 0)).isEqualTo(new WilsonInterval(0, 1));
    assertThatThrownBy(() -> WilsonInterval.of(3, 2)).hasMessageContaining("3 of 2");
  }
}
