package org.fbnetspark.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.format.run.SearchSummaryJson;
import org.fbnetspark.report.ChartsJson;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.RunRecord;
import org.fbnetspark.search.RunStatus;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

/** What is said about runs, and the files of runs read back. */
class RunDocumentsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RUN = "hdfs://host/runs/1";

  private static String golden(String name) throws IOException {
    try (InputStream golden = RunDocumentsTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(golden.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aStatusIsTheGoldenFile() throws IOException {
    Instant written = Instant.parse("2026-01-01T00:00:00Z");
    RunStatus status =
        new RunStatus(
            SampleRun.unfinished(RUN, 3), written, written.plusSeconds(7), OptionalInt.of(3), "");
    assertThat(RunStatusJson.of(status)).isEqualTo(golden("run-status-v1.json"));
  }

  @Test
  void aComparisonIsTheGoldenFile() throws IOException {
    List<RunRecord> runs = List.of(SampleRun.finished(RUN), SampleRun.unfinished(RUN + "0", 0));
    assertThat(RunComparisonJson.of(runs)).isEqualTo(golden("run-comparison-v1.json"));
  }

  @Test
  void summariesAreReadBack() throws IOException {
    SearchSummary summary = SampleRun.summary(RUN, "tiny-searched");
    byte[] bytes = SearchSummaryJson.write(summary);
    assertThat(SearchSummaryJson.read(bytes, "summary.json", summary.architecture()))
        .isEqualTo(summary);
    byte[] wrong =
        new String(bytes, StandardCharsets.UTF_8)
            .replace("\"costUnit\": \"us\"", "\"costUnit\": \"hours\"")
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SearchSummaryJson.read(wrong, "summary.json", summary.architecture()))
        .hasMessage("summary.json, costUnit: is not known: hours");
    for (List<String> change :
        List.of(
            List.of("\"latencyFactor\": 0.8", "\"latencyFactor\": 0", "tries[1].latencyFactor"),
            List.of("0.53125", "1.53125", "baselines[1].heldOutAccuracy"))) {
      byte[] changed =
          new String(bytes, StandardCharsets.UTF_8)
              .replace(change.get(0), change.get(1))
              .getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(
              () -> SearchSummaryJson.read(changed, "summary.json", summary.architecture()))
          .hasMessageStartingWith("summary.json, " + change.get(2));
    }
  }

  @Test
  void aSummaryIsOfItsArchitecture() {
    SearchSummary summary = SampleRun.summary(RUN, "tiny-searched");
    refusedSummary(summary, "\"macs\": ", "\"macs\": 1", "macs: of architecture.json is");
    String pick = summary.picks().get(0);
    refusedSummary(
        summary, pick, "mb_k7_e6", "architecture[0]: is mb_k7_e6, but architecture.json");
    refusedSummary(
        summary, "\"skip\", ", "", "finalists[0].architecture: must be a list of 5 elements");
    refusedSummary(summary, summary.thetaSha256(), "ab", "thetaSha256: must be 64 hexadecimal");
    refusedSummary(summary, "\"expectedCost\": ", "\"expectedCost\": -", "of at least 0");
  }

  private static void refusedSummary(SearchSummary summary, String from, String to, String reason) {
    String text = SearchSummaryJson.text(summary);
    assertThat(text).contains(from);
    byte[] wrong =
        text.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to))
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> SearchSummaryJson.read(wrong, "summary.json", summary.architecture()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void manifestsAreReadBackAndThoseOfOthersRefused() throws IOException {
    Map<String, String> facts = Map.of("seed", "7");
    byte[] bytes = RunManifestJson.write(SampleRun.IDENTITY, facts);
    assertThat(RunManifestJson.read(bytes, "manifest.json"))
        .isEqualTo(new RunManifestJson.RunManifest(SampleRun.IDENTITY, facts));
    byte[] other = "{\"format\": \"a/sweep\", \"version\": 1}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> RunManifestJson.read(other, "manifest.json"))
        .hasMessage("manifest.json, format: must be fbnet-spark/run, but was a/sweep");
  }

  @Test
  void chartsOfARunHaveItsCurvesLayersAndTheta() throws IOException {
    String text = ChartsJson.of(SampleRun.finished(RUN));
    assertThat(text).doesNotContain("<", ">", "&", "\n").matches("\\p{ASCII}*");
    JsonNode run = JSON.readTree(text).at("/runs/0");
    assertThat(run.get("unit").asText()).isEqualTo("ms");
    assertThat(run.get("target").asDouble()).isEqualTo(0.128);
    assertThat(run.get("epochs")).hasSize(4);
    assertThat(run.at("/thetaLoss/0").isNull()).isTrue();
    assertThat(run.at("/thetaLoss/1").asDouble()).isEqualTo(1.75);
    assertThat(run.at("/expected/3").asDouble()).isEqualTo(0.13);
    assertThat(run.get("layers")).hasSize(SampleRun.architecture("").blocks().size());
    JsonNode theta = run.get("theta");
    assertThat(theta.get("choices")).hasSize(6);
    assertThat(theta.get("probabilities")).hasSize(4);
    int picked = theta.at("/picked/1").asInt();
    assertThat(theta.get("candidates").get(picked).asText()).isEqualTo("mb_k3_e1_g2");
  }

  @Test
  void hostileNamesAreEscapesInCharts() throws IOException {
    String hostile = "</script><!--&'\"\u2028";
    RunRecord run = SampleRun.finished("/runs/x" + hostile.replace("/", ""));
    String text = ChartsJson.of(List.of(run, run));
    assertThat(text).doesNotContain("<", ">", "&", "'", "\u2028").matches("\\p{ASCII}*");
    assertThat(JSON.readTree(text).at("/runs/1/name").asText())
        .isEqualTo("x" + hostile.replace("/", ""));
  }

  @Test
  void longRunsAreThinnedWithBothEnds() throws IOException {
    JsonNode run =
        JSON.readTree(
                ChartsJson.of(
                    SampleRun.with(
                        SampleRun.finished(RUN),
                        IntStream.range(0, 2500)
                            .mapToObj(i -> at(SampleRun.epochs(4).get(i % 4), i))
                            .toList(),
                        Optional.empty(),
                        List.of())))
            .at("/runs/0");
    assertThat(run.get("epochs")).hasSize(1000);
    assertThat(run.at("/epochs/0").asInt()).isEqualTo(1);
    assertThat(run.at("/epochs/999").asInt()).isEqualTo(2500);
    assertThat(run.at("/theta/epochs")).hasSize(60);
    assertThat(run.at("/theta/epochs/59").asInt()).isEqualTo(2500);
  }

  private static EpochReport at(EpochReport epoch, int number) {
    return new EpochReport(
        number,
        epoch.weights(),
        epoch.theta(),
        epoch.expectedCost(),
        epoch.temperature(),
        epoch.entropy(),
        epoch.learningRate(),
        epoch.target(),
        epoch.limits(),
        epoch.probabilities(),
        epoch.warnings());
  }
}
