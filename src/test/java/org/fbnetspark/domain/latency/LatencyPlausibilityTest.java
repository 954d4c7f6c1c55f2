package org.fbnetspark.domain.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyPlausibilityTest {

  /** 32 * 32 * (16 * 16 + 9 * 16 + 16 * 16) = 671,744 multiply-accumulates. */
  private static final LatencyKey BLOCK =
      new LatencyKey("mb_k3_e1", new ImageShape(32, 32, 16), 16, 1);

  private static LatencyTable table(int batch, LatencyRow row) {
    return LatencyTable.builder(new LatencySetting("d", "r", "fp32", batch, 1))
        .add(BLOCK, row)
        .add(new LatencyKey("skip", BLOCK.input(), 16, 1), new LatencyRow(0))
        .build();
  }

  private static List<String> cautions(int batch, double micros) {
    return LatencyCheck.cautions(table(batch, new LatencyRow(micros)));
  }

  /** The bounds are 0.671744 us, and for 4096 examples 4.7478 us. */
  @ParameterizedTest
  @CsvSource({
    "1, 595, false",
    "1, 0.6718, false",
    "1, 0.6717, true",
    "4096, 4.75, false",
    "4096, 4.74, true",
    "4096, 595, false"
  })
  void theBoundIsThatOfACoreAndOfAnAccelerator(int batch, double micros, boolean told) {
    assertThat(cautions(batch, micros).isEmpty()).isEqualTo(!told);
  }

  @Test
  void theUnitThatWouldExplainItIsNamed() {
    assertThat(cautions(1, 0.595))
        .containsExactly(
            "1 of 2 rows are faster than any machine, such as mb_k3_e1 32x32x16 -> 16 stride 1:"
                + " 671,744 multiply-accumulates in 0.5950 us; if the times are in ms, call their"
                + " column latency_ms (in a .txt file write a line # latency_ms above them)");
    assertThat(cautions(1, 0.00000595).get(0))
        .contains("if the times are in s, call their column latency_s (in");
    assertThat(cautions(1, 1e-12).get(0)).endsWith("us");
  }

  @Test
  void opsThatComputeTakeTime() {
    assertThat(cautions(1, 0))
        .containsExactly(
            "1 of 2 rows take no time at all though they compute, such as mb_k3_e1 32x32x16 -> 16"
                + " stride 1");
    LatencyRow.Spread noisy = new LatencyRow.Spread(0, 2, 0.8, 100, true);
    assertThat(LatencyCheck.cautions(table(1, LatencyRow.of("a", 0, noisy)))).isEmpty();
  }

  @Test
  void differencesToSkipMayBeNegative() {
    LatencyTable relative =
        LatencyTable.builder(new LatencySetting("d", "r", "fp32", 1, 1))
            .relativeToSkip()
            .baseMicros(10)
            .add(BLOCK, new LatencyRow(-3))
            .add(new LatencyKey("skip", BLOCK.input(), 24, 2), new LatencyRow(0))
            .build();
    assertThat(LatencyCheck.cautions(relative)).isEmpty();
  }
}
