package org.fbnetspark.domain.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeanDifferenceTest {

  /** Quantiles as printed tables have them. */
  @ParameterizedTest
  @CsvSource({"1, 12.7062", "2, 4.30265", "3, 3.18245", "9, 2.26216", "30, 2.04227", "99, 1.98422"})
  void quantilesAreThoseOfTheTables(int degrees, double quantile) {
    assertThat(StudentInterval.quantile(degrees)).isCloseTo(quantile, within(5e-5));
  }

  /** Figures by hand: 0.59 -+ 3.18245 * 0.018257 / 2, and Wilson's interval of 620 in 1,000. */
  @Test
  void bothIntervalsMakeTheOneOfTheDifference() {
    List<Double> others = List.of(0.58, 0.60, 0.61, 0.57);
    StudentInterval mean = StudentInterval.of(others);
    assertThat(mean.mean()).isCloseTo(0.59, within(1e-9));
    assertThat(mean.high() - mean.mean()).isCloseTo(0.0290516, within(1e-6));

    MeanDifference difference = MeanDifference.of(0.62, 1000, others);
    assertThat(difference.difference()).isCloseTo(0.03, within(1e-9));
    assertThat(difference.low()).isCloseTo(-0.0121139, within(1e-6));
    assertThat(difference.high()).isCloseTo(0.0714539, within(1e-6));
  }

  @Test
  void oneValueTellsOfNoSpread() {
    assertThatThrownBy(() -> StudentInterval.of(List.of(0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two values");
  }
}
