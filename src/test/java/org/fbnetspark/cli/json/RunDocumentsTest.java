package org.fbnetspark.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fbnetspark.domain.run.RunPulse;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.domain.run.RunStatus;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.format.run.SearchSummaryJson;
import org.fbnetspark.report.RetrainView;
import org.fbnetspark.report.RunView;
import org.fbnetspark.report.SearchView;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.SampleRetraining;
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

  private static String status(RunView view, OptionalInt checkpoint) throws IOException {
    Instant written = Instant.parse("2026-01-01T00:00:00Z");
    RunRecord run = view.run();
    RunPulse pulse =
        new RunPulse(
            run.finished(), false, written, written.plusSeconds(7), OptionalDouble.empty());
    return RunJson.status(view, new RunStatus(run, pulse, checkpoint, ""));
  }

  @Test
  void aStatusIsTheGoldenFile() throws IOException {
    assertThat(status(new SearchView(SampleRun.unfinished(RUN, 3)), OptionalInt.of(3)))
        .isEqualTo(golden("run-status-v2.json"));
  }

  @Test
  void theStatusOfARetrainingHasTheSameFields() throws IOException {
    JsonNode json =
        JSON.readTree(status(new RetrainView(SampleRetraining.finished(RUN)), OptionalInt.empty()));
    List<String> fields = new ArrayList<>();
    JSON.readTree(golden("run-status-v2.json")).fieldNames().forEachRemaining(fields::add);
    assertThat(json.fieldNames()).toIterable().containsExactlyElementsOf(fields);
    assertThat(json.get("kind").asText()).isEqualTo("retrain");
    assertThat(json.at("/last/figures/held-out~1best-epoch").asInt()).isEqualTo(3);
    assertThat(json.at("/outcome/heldOut/accuracy").asDouble()).isEqualTo(0.7);
  }

  @Test
  void aComparisonIsTheGoldenFile() throws IOException {
    List<RunView> runs =
        List.of(
            new SearchView(SampleRun.finished(RUN)),
            new SearchView(SampleRun.unfinished(RUN + "0", 0)));
    assertThat(RunJson.comparison(runs)).isEqualTo(golden("run-comparison-v2.json"));
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
}
