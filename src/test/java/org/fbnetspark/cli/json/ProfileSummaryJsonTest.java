package org.fbnetspark.cli.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.fbnetspark.domain.cost.LatencyRows;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.profile.ProfileSummary;
import org.junit.jupiter.api.Test;

class ProfileSummaryJsonTest {

  private static ProfileSummary.Table table(Optional<LatencyCorrection> correction) {
    return new ProfileSummary.Table(
        "hdfs://host/tables/a.json",
        "ab".repeat(32),
        new LatencySetting(
            "CPU, 8 CPUs", "onnxruntime 1.23.2", "int8", 1, OptionalInt.of(2), Optional.of("nchw")),
        List.of("one", "two"),
        30,
        10,
        4,
        new LatencyRows(40, 0),
        Optional.empty(),
        correction);
  }

  @Test
  void theGoldenFileIsWrittenBitForBit() throws IOException {
    List<WholeNetwork> networks = List.of(new WholeNetwork(10, 11), new WholeNetwork(20, 21));
    LatencyCorrection line =
        new LatencyCorrection(
            RisingLine.straight(-3.5, 1.25), 0.99, 0.02, 0.9, networks, networks.subList(0, 1));
    ProfileSummary summary =
        new ProfileSummary(
            "tiny", 61.5, List.of(table(Optional.of(line)), table(Optional.empty())));
    try (InputStream golden =
        ProfileSummaryJsonTest.class.getResourceAsStream("/golden/profile-summary-v1.json")) {
      assertThat(ProfileSummaryJson.text(summary))
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
