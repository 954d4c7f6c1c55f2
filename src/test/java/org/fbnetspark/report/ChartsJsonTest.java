package org.fbnetspark.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.testing.SampleRetraining;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class ChartsJsonTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RUN = "hdfs://host/runs/1";

  private static JsonNode run(RunView view) throws IOException {
    return JSON.readTree(ChartsJson.of(view).json()).at("/runs/0");
  }

  @Test
  void aSearchHasItsCurvesLayersAndTheta() throws IOException {
    RunView view = new SearchView(SampleRun.finished(RUN));
    assertThat(ChartsJson.of(view).json()).matches("\\p{ASCII}*").doesNotContain("<", ">", "\n");
    JsonNode run = run(view);
    assertThat(run.get("epochs")).hasSize(4);
    JsonNode figures = run.get("figures");
    assertThat(figures.at("/theta~1loss/0").isNull()).isTrue();
    assertThat(figures.at("/theta~1loss/1").asDouble()).isEqualTo(1.75);
    assertThat(figures.at("/weights~1accuracy/0").asDouble()).as("percent").isEqualTo(25);
    assertThat(figures.at("/latency~1expected/3").asDouble()).as("ms").isEqualTo(0.13);
    assertThat(figures.at("/latency~1target/3").asDouble()).isEqualTo(0.128);
    assertThat(figures.has("parameters/expected")).isFalse();
    assertThat(run.get("layers")).hasSize(SampleRun.architecture("").blocks().size());
    JsonNode theta = run.get("theta");
    assertThat(theta.get("choices")).hasSize(6);
    assertThat(theta.get("probabilities")).hasSize(4);
    int picked = theta.at("/picked/1").asInt();
    assertThat(theta.get("candidates").get(picked).asText()).isEqualTo("mb_k3_e1_g2");
  }

  @Test
  void aRetrainingHasItsCurvesAndItsConfusion() throws IOException {
    JsonNode run = run(new RetrainView(SampleRetraining.finished(RUN)));
    assertThat(run.at("/figures/held-out~1accuracy/3").asDouble()).isEqualTo(70);
    assertThat(run.get("confusion")).hasSize(6);
    assertThat(run.has("theta")).isFalse();
  }

  @Test
  void hostileNamesAreEscapes() throws IOException {
    String hostile = "</script><!--&'\"\u2028";
    RunView view = new SearchView(SampleRun.finished("/runs/x" + hostile.replace("/", "")));
    String text = ChartsJson.of(List.of(view, view)).json();
    assertThat(text).doesNotContain("<", ">", "&", "'", "\u2028").matches("\\p{ASCII}*");
    assertThat(JSON.readTree(text).at("/runs/1/name").asText())
        .isEqualTo("x" + hostile.replace("/", ""));
  }

  @Test
  void longRunsAreThinnedWithBothEnds() throws IOException {
    List<Epoch> epochs =
        IntStream.range(0, 2500)
            .mapToObj(
                i -> {
                  Epoch epoch = SampleRun.epoch(i % 4);
                  return new Epoch(i, epoch.figures(), List.of(), epoch.probabilities());
                })
            .toList();
    JsonNode run =
        run(
            new SearchView(
                SampleRun.with(
                    SampleRun.finished(RUN), SampleRun.run(RUN, epochs, Optional.empty()))));
    assertThat(run.get("epochs")).hasSize(1000);
    assertThat(run.at("/epochs/0").asInt()).isEqualTo(1);
    assertThat(run.at("/epochs/999").asInt()).isEqualTo(2500);
    assertThat(run.at("/theta/epochs")).hasSize(60);
    assertThat(run.at("/theta/epochs/59").asInt()).isEqualTo(2500);
  }
}
