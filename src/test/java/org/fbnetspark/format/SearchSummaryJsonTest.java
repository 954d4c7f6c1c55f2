package org.fbnetspark.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.search.SearchSummary;
import org.junit.jupiter.api.Test;

class SearchSummaryJsonTest {

  private static SearchSummary summary(Optional<Double> imagesPerSecond) {
    LayerwiseSpace space = SpaceCatalog.named("tiny").space();
    int[] picks = {0, 1, 2, 3, 8, 5};
    return new SearchSummary(
        "hdfs://host/runs/1",
        "tiny",
        Architecture.of("tiny-searched", space, picks),
        List.of("mb_k3_e1", "mb_k3_e1_g2", "mb_k3_e3", "mb_k3_e6", "skip", "mb_k5_e1_g2"),
        2,
        0.125,
        "a device",
        130.5,
        "us",
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
      assertThat(SearchSummaryJson.write(summary(Optional.of(231.5))))
          .isEqualTo(golden.readAllBytes());
    }
  }

  @Test
  void aThroughputThatWasNotMeasuredIsLeftOut() {
    assertThat(SearchSummaryJson.text(summary(Optional.empty())))
        .doesNotContain("imagesPerSecond")
        .contains("\"epochs\": 12");
  }
}
