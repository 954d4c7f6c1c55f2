package org.fbnetspark.cli.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.testing.SmallTable;
import org.junit.jupiter.api.Test;

class DescriptionJsonTest {

  @Test
  void networksGiveTheirFigures() throws IOException {
    JsonNode json =
        new ObjectMapper()
            .readTree(
                DescriptionJson.of(
                    ArchitectureCatalog.named("FBNet-C-caffe2").architecture(), Optional.empty()));
    assertThat(json.get("macs").longValue()).isEqualTo(382_984_480);
    assertThat(json.get("parameters").longValue()).isEqualTo(5_520_784);
    assertThat(json.get("layers")).hasSize(26);
    assertThat(json.at("/layers/8/op").textValue()).isEqualTo("mb_k33_e6");
    assertThat(json.has("latencyMillis")).isFalse();
  }

  @Test
  void spacesGiveRangesAndTheWholeSupernet() throws IOException {
    JsonNode json =
        new ObjectMapper()
            .readTree(DescriptionJson.of(SpaceCatalog.named("fbnet-v1").space(), Optional.empty()));
    assertThat(json.get("size").bigIntegerValue())
        .isEqualTo(new BigInteger("984770902183611232881"));
    assertThat(json.get("choices").intValue()).isEqualTo(22);
    assertThat(json.get("parameters").longValue()).isEqualTo(13_097_712);
    assertThat(Math.round(json.get("meanMacs").doubleValue() / 1e4)).isEqualTo(23_667);
    assertThat(json.at("/layers/1/candidates")).hasSize(9);
  }

  @Test
  void latenciesComeWithTheirDevice() throws IOException {
    LatencyTable table = SmallTable.forAll(SpaceCatalog.named("tiny").space());
    JsonNode json =
        new ObjectMapper()
            .readTree(DescriptionJson.of(SpaceCatalog.named("tiny").space(), Optional.of(table)));
    assertThat(json.get("latencyDevice").textValue()).isEqualTo("bench-7");
    assertThat(json.get("minLatencyMillis").doubleValue()).isEqualTo(0.16);
    assertThat(json.at("/layers/1/candidates/0/latencyMicros").doubleValue()).isEqualTo(10);
  }
}
