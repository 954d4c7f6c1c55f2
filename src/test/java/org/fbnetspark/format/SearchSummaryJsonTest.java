package org.fbnetspark.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.Target;
import org.junit.jupiter.api.Test;

class SearchSummaryJsonTest {

  private static SearchSummary summary(
      Optional<Double> imagesPerSecond, Optional<Double> measured) {
    LayerwiseSpace space = SpaceCatalog.named("tiny").space();
    int[] picks = {0, 1, 2, 3, 8, 5};
    return new SearchSummary(
        "hdfs://host/runs/1",
        "tiny",
        Architecture.of("tiny-searched", space, picks),
        List.of("mb_k3_e1", "mb_k3_e1_g2", "mb_k3_e3", "mb_k3_e6", "skip", "mb_k5_e1_g2"),
        2,
        0.125,
        measured,
        measured.isPresent() ? "" : "the phone is elsewhere",
        "a device",
        Optional.of(new Target(128, 0.03)),
        List.of(new SearchSummary.LimitOutcome(CostKind.MACS, 2e7, 1.75e7, 1.5e7)),
        130.5,
        125,
        CostKind.LATENCY,
        List.of(
            new SearchSummary.Network(
                List.of("mb_k3_e1", "skip"), -0.5, 125, measured, Optional.empty()),
            new SearchSummary.Network(
                List.of("skip", "skip"), -2.25, 130, Optional.empty(), Optional.empty())),
        List.of(),
        List.of(),
        0,
        "ab".repeat(32),
        "cd".repeat(32),
        imagesPerSecond,
        12,
        2,
        7);
  }

  @Test
  void theGoldenFileIsWrittenBitForBit() throws IOException {
    try (InputStream golden =
        SearchSummaryJsonTest.class.getResourceAsStream("/golden/search-summary-v1.json")) {
      assertThat(SearchSummaryJson.write(summary(Optional.of(231.5), Optional.of(0.1325))))
          .isEqualTo(golden.readAllBytes());
    }
  }

  @Test
  void figuresThatWereNotMeasuredAreLeftOut() {
    assertThat(SearchSummaryJson.text(summary(Optional.empty(), Optional.empty())))
        .doesNotContain("imagesPerSecond", "measured")
        .contains("\"notMeasured\": \"the phone is elsewhere\"")
        .contains("\"epochs\": 12");
  }
}
