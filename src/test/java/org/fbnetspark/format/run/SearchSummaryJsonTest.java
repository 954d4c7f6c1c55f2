package org.fbnetspark.format.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.LatencyRows;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.Target;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class SearchSummaryJsonTest {

  private static final SearchSummary SUMMARY =
      SampleRun.summary("hdfs://host/runs/1", "tiny-searched");

  /** The same without what a search may do without. */
  private static SearchSummary plain(Optional<Target> target, CostKind kind) {
    SearchSummary s = SUMMARY;
    return new SearchSummary(
        s.runDirectory(),
        s.space(),
        s.architecture(),
        s.picks(),
        s.samples(),
        s.predictedLatencyMillis(),
        Optional.empty(),
        "the phone is elsewhere",
        s.latencyDevice(),
        Optional.of(new LatencyRows(38_894, 36_900)),
        target,
        List.of(),
        s.expectedCost(),
        s.predictedCost(),
        kind,
        List.of(),
        List.of(),
        List.of(),
        0,
        s.thetaSha256(),
        s.weightsSha256(),
        Optional.empty(),
        s.epochs(),
        s.shards(),
        s.seed());
  }

  private static String golden(String name) throws IOException {
    try (InputStream golden = SearchSummaryJsonTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(golden.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theGoldenFileIsWrittenBitForBit() throws IOException {
    assertThat(SearchSummaryJson.text(SUMMARY)).isEqualTo(golden("search-summary-v1.json"));
  }

  @Test
  void figuresThatThereAreNotAreLeftOut() {
    assertThat(SearchSummaryJson.text(plain(Optional.empty(), CostKind.LATENCY)))
        .doesNotContain("imagesPerSecond", "measured", "target", "tries", "aseline", "heldOut")
        .contains("\"notMeasured\": \"the phone is elsewhere\"")
        .contains("\"epochs\": 4");
  }

  @Test
  void filesFromBeforeThereWereTriesAreRead() throws IOException {
    SearchSummary old =
        SearchSummaryJson.read(
            golden("search-summary-v1-before-tries.json").getBytes(StandardCharsets.UTF_8),
            "summary.json",
            SUMMARY.architecture());
    assertThat(old.finalists()).hasSize(2);
    assertThat(old.tries()).isEmpty();
    assertThat(old.baselines()).isEmpty();
    assertThat(old.heldOutAccuracy()).isEmpty();
    assertThat(old.latencyFactor()).isEqualTo(1);
    assertThat(old.latencyRows()).isEmpty();
    assertThat(old.missed()).isTrue();
  }

  @Test
  void aTargetIsMetAsMeasuredWhereItIsALatencyAndWasElseAsPredicted() {
    Target near = new Target(125, 0.01);
    assertThat(plain(Optional.of(near), CostKind.LATENCY).missed()).isFalse();
    assertThat(plain(Optional.of(near), CostKind.MACS).missed()).isFalse();
    assertThat(plain(Optional.of(new Target(128, 0.01)), CostKind.MACS).missed()).isTrue();
    assertThat(plain(Optional.empty(), CostKind.LATENCY).missed()).isFalse();
    assertThat(SUMMARY.decidingCost()).isEqualTo(132.5);
    assertThat(SUMMARY.missed()).isTrue();
  }

  @Test
  void timesOfNetworksAreReadBackAndOthersRefused() throws IOException {
    byte[] bytes = golden("network-times-v1.json").getBytes(StandardCharsets.UTF_8);
    assertThat(NetworkTimesJson.write(NetworkTimesJson.read(bytes, "times.json"))).isEqualTo(bytes);
    for (String wrong : List.of("-0.5", "0", "1e999", "\"a\"")) {
      byte[] changed =
          new String(bytes, StandardCharsets.UTF_8)
              .replace("0.25", wrong)
              .getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> NetworkTimesJson.read(changed, "times.json"))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("times.json, networks[1].millis");
    }
  }
}
