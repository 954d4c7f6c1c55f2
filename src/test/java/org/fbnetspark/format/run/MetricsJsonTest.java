package org.fbnetspark.format.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.Unit;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.testing.SampleRetraining;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsJsonTest {

  private static String text(List<Epoch> epochs) {
    return SampleRun.metrics(epochs);
  }

  private static List<Epoch> read(String text) throws FormatException {
    return MetricsJson.read(text.getBytes(StandardCharsets.UTF_8), "metrics.jsonl");
  }

  private static String golden(String name) throws IOException {
    try (InputStream golden = MetricsJsonTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(golden.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theGoldenFilesAreWrittenBitForBit() throws IOException {
    assertThat(text(SampleRun.epochs(2))).isEqualTo(golden("metrics-v2.jsonl"));
    assertThat(text(List.of(SampleRetraining.epoch(0), SampleRetraining.epoch(1))))
        .isEqualTo(golden("retrain-metrics-v2.jsonl"));
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    List<Epoch> epochs = SampleRun.epochs(4);
    List<Epoch> read = read(text(epochs));
    assertThat(read).usingRecursiveComparison().ignoringFields("probabilities").isEqualTo(epochs);
    List<Double> written = epochs.get(3).probabilities().get(2).probabilities();
    List<Double> kept = read.get(3).probabilities().get(2).probabilities();
    for (int i = 0; i < written.size(); i++) {
      assertThat(kept.get(i)).isCloseTo(written.get(i), within(0.00005));
    }
    assertThat(read.get(3).probabilities().get(2).candidates())
        .isEqualTo(epochs.get(3).probabilities().get(2).candidates());
  }

  @Test
  void figuresOfEveryKindOfRunAreReadBack() throws IOException {
    List<Epoch> epochs = List.of(SampleRetraining.epoch(0), SampleRetraining.epoch(1));
    assertThat(text(epochs)).doesNotContain("probabilities");
    assertThat(read(text(epochs))).isEqualTo(epochs);
  }

  @Test
  void fieldsOfLaterReleasesArePassedOverAndRunsOfEarlierOnesRefused() throws IOException {
    String line = text(SampleRun.epochs(1));
    assertThat(read(line.replace("{\"version\"", "{\"more\":1,\"version\""))).hasSize(1);
    String old = "{\"epoch\":0,\"weights\":{\"examples\":1600,\"loss\":2.25}}\n";
    assertThatThrownBy(() -> read(old))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(
            "metrics.jsonl, line 1, version: is missing: the run is of an earlier version");
    assertThatThrownBy(() -> read(line.replace("\"version\":2", "\"version\":3")))
        .hasMessageContaining("version: must be a whole number from 2 to 2, but was 3");
  }

  @Test
  void figuresThatAreNotFiniteAreLeftOut() throws IOException {
    Epoch epoch =
        new Epoch(
            0,
            List.of(
                new Figure("held-out/loss", Double.NaN, Unit.NATS),
                new Figure(Epoch.SECONDS, 5, Unit.SECONDS)),
            List.of(),
            List.of());
    assertThat(read(text(List.of(epoch))).get(0).figures())
        .containsExactly(new Figure(Epoch.SECONDS, 5, Unit.SECONDS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"epoch\":1'      | '\"epoch\":\"one\"' | epoch: must be a whole number",
        "',\"seconds\":5.0' | ''                  | figures.seconds: is missing",
        "'\"theta/loss\":1.75' | '\"theta/loss\":{}' | figures.theta/loss: must be a number",
        "'\"weights/examples\":1600.0' | '\"weights/examples\":-5' | figures.weights/examples:"
            + " must be a number of at least 0",
        "'\"theta/accuracy\":0.35' | '\"theta/accuracy\":2' | figures.theta/accuracy: must be a"
            + " number from 0 to 1",
        "'\"temperature\":4.0' | '\"temperature\":1e999' | temperature: must be a number",
        "'\"theta/loss\":\"nats\"' | '\"theta/loss\":\"bits\"' | units.theta/loss: is not known:"
            + " bits",
        "'\"warnings\":[]'  | '\"warnings\":[1]'  | warnings[0]: must be text",
        "'}'                | ''                  | Unexpected",
      })
  void damageIsNamedWithFileAndLine(String sound, String damaged, String reason) {
    List<Epoch> epochs = SampleRun.epochs(2);
    String second = MetricsJson.line(epochs.get(1));
    String broken = second.replace(sound, damaged);
    assertThat(broken).isNotEqualTo(second);
    assertThatThrownBy(() -> read(MetricsJson.line(epochs.get(0)) + "\n" + broken + "\n"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("metrics.jsonl, line 2")
        .hasMessageContaining(reason);
  }

  @Test
  void epochsFollowEachOther() {
    List<Epoch> epochs = SampleRun.epochs(3);
    String first = MetricsJson.line(epochs.get(0)) + "\n";
    assertThatThrownBy(() -> read(text(epochs) + first))
        .hasMessage("metrics.jsonl, line 4, epoch: must be 3, behind the line before, but was 0");
    assertThatThrownBy(() -> read(first + MetricsJson.line(epochs.get(2))))
        .hasMessageContaining("must be 1, behind the line before, but was 2");
  }

  @Test
  void linesBeforeAnEpochAreKept() throws IOException {
    String whole = text(SampleRun.epochs(3));
    assertThat(MetricsJson.before(2, whole.getBytes(StandardCharsets.UTF_8), "metrics.jsonl"))
        .isEqualTo(whole.lines().limit(2).toList());
  }

  @Test
  void anEmptyLineIsDamage() {
    assertThatThrownBy(() -> read("\n")).hasMessageStartingWith("metrics.jsonl, line 1");
  }
}
