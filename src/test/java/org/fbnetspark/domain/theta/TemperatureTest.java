package org.fbnetspark.domain.theta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemperatureTest {

  @ParameterizedTest
  @CsvSource({
    "0, 5.0",
    "1, 4.77999",
    "10, 3.18814",
    "20, 2.03285",
    "30, 1.29620",
    "45, 0.65997",
    "60, 0.33603",
    "80, 0.13662",
    "89, 0.09112",
    "90, 0.08711"
  })
  void followsThePublishedDecay(int epoch, double expected) {
    assertThat(new Temperature(5, 0.045, 1e-3, 0).at(epoch)).isCloseTo(expected, within(5e-6));
  }

  @Test
  void mayBeginAfterTheWarmUp() {
    Temperature late = new Temperature(5, 0.045, 1e-3, 10);
    assertThat(late.at(9)).isEqualTo(5);
    assertThat(late.at(10)).isEqualTo(5);
    assertThat(late.at(11)).isCloseTo(4.77999, within(5e-6));
  }

  @Test
  void stopsAtTheFloor() {
    assertThat(new Temperature(5, 0.045, 0.5, 0).at(1_000_000)).isEqualTo(0.5);
  }

  @Test
  void refusesWhatCouldReachZero() {
    assertThatThrownBy(() -> new Temperature(5, 0.045, 0, 0)).hasMessageContaining("floor 0.0");
    assertThatThrownBy(() -> new Temperature(5, -1, 0.1, 0)).hasMessageContaining("rate -1.0");
    assertThatThrownBy(() -> new Temperature(Double.NaN, 0, 0.1, 0)).hasMessageContaining("NaN");
  }

  @Test
  void aScheduleEndsAtTheLastTemperature() {
    for (int start : new int[] {0, 1, 5}) {
      Temperature ending = Temperature.ending(5, 0.2, 0.05, start, 12);
      assertThat(ending.at(start)).isEqualTo(5);
      assertThat(ending.at(11)).isCloseTo(0.2, within(1e-12));
      assertThat(ending.at(10)).isGreaterThan(0.2);
    }
  }
}
