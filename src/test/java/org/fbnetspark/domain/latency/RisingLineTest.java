package org.fbnetspark.domain.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RisingLineTest {

  private static final RisingLine BENT = new RisingLine(10, 2, 100, 0.5);

  @ParameterizedTest
  @CsvSource({"0, 10", "50, 110", "100, 210", "101, 210.5", "300, 310", "-10, -10"})
  void thePiecesMeetAndTheInverseLeadsBack(double x, double y) {
    assertThat(BENT.at(x)).isEqualTo(y);
    assertThat(BENT.inverse(y)).isCloseTo(x, within(1e-12));
    assertThat(BENT.slopeAt(x)).isEqualTo(x <= 100 ? 2 : 0.5);
  }

  @Test
  void endsOfNothingStayEndless() {
    for (RisingLine line : new RisingLine[] {BENT, RisingLine.IDENTITY}) {
      assertThat(line.inverse(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(line.inverse(Double.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.1", "1e-300", "123456789.123", "7e11"})
  void theIdentityKeepsEveryBit(double x) {
    assertThat(RisingLine.IDENTITY.at(x)).isEqualTo(x);
    assertThat(RisingLine.IDENTITY.inverse(x)).isEqualTo(x);
  }

  @Test
  void whatDoesNotRiseIsRefused() {
    assertThatThrownBy(() -> new RisingLine(0, 1, 5, 0)).hasMessageContaining("slopes above 0");
    assertThatThrownBy(() -> RisingLine.straight(0, -1)).hasMessageContaining("slopes above 0");
    assertThatThrownBy(() -> RisingLine.straight(Double.NaN, 1)).hasMessageContaining("finite");
    assertThatThrownBy(() -> new RisingLine(0, 1, Double.POSITIVE_INFINITY, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itIsToldInWords() {
    assertThat(RisingLine.straight(12, 1.25).inWords())
        .isEqualTo("12.00 us + 1.2500 * sum of rows");
    assertThat(BENT.inWords())
        .isEqualTo("10.00 us + 2.0000 * sum of rows up to 100.00 us and 0.5000 * what is beyond");
  }
}
