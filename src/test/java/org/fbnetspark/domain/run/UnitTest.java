package org.fbnetspark.domain.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UnitTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SHARE             | 0.12345  | 12.35 %       | 12.345",
        "NATS              | 2.30259  | 2.303         | 2.30259",
        "IMAGES_PER_SECOND | 1234.5   | 1,235 images/s | 1234.5",
        "SECONDS           | 12.34    | 12.3 s        | 12.34",
        "MICROSECONDS      | 128      | 0.1280 ms     | 0.128",
        "MICROSECONDS      | 12800    | 12.800 ms     | 12.8",
        "MACS              | 1250000  | 1,250,000 MACs | 1250000",
        "WEIGHTS           | 13904    | 13,904 weights | 13904",
        "COUNT             | 1600     | 1,600         | 1600",
        "PLAIN             | 0.015625 | 0.0156        | 0.015625",
      })
  void figuresAreWrittenAndDrawnByTheirUnit(Unit unit, double value, String text, double drawn) {
    assertThat(new Figure("a", value, unit).text()).isEqualTo(text);
    assertThat(unit.drawn(value)).isEqualTo(drawn);
  }

  @ParameterizedTest
  @EnumSource
  void symbolsTellUnitsApart(Unit unit) {
    assertThat(Unit.of(unit.symbol())).contains(unit);
  }
}
