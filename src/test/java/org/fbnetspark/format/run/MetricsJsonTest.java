package org.fbnetspark.format.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsJsonTest {

  private static String text(List<EpochReport> epochs) {
    return epochs.stream().map(MetricsJson::line).collect(Collectors.joining("\n", "", "\n"));
  }

  private static List<EpochReport> read(String text) throws FormatException {
    return MetricsJson.read(text.getBytes(StandardCharsets.UTF_8), "metrics.jsonl");
  }

  @Test
  void theGoldenFileIsWrittenBitForBit() throws IOException {
    try (InputStream golden =
        MetricsJsonTest.class.getResourceAsStream("/golden/metrics-v1.jsonl")) {
      assertThat(text(SampleRun.epochs(2)))
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    List<EpochReport> epochs = SampleRun.epochs(4);
    List<EpochReport> read = read(text(epochs));
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
  void linesOfOlderAndNewerReleasesAreRead() throws IOException {
    String line = text(SampleRun.epochs(1));
    String old = line.replaceAll(",\"probabilities\":\\{.*?\\}\\}", "");
    assertThat(old).isNotEqualTo(line).doesNotContain("probabilities");
    assertThat(read(old).get(0).probabilities()).isEmpty();
    assertThat(read(line.replace("{\"epoch\"", "{\"more\":1,\"epoch\""))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"epoch\":1'      | '\"epoch\":\"one\"' | epoch: must be a whole number",
        "'\"temperature\":' | '\"t\":'            | temperature: is missing",
        "'\"loss\":'        | '\"loss\":{},\"x\":'| theta.loss: must be a number",
        "'\"loss\":'        | '\"loss\":-5,\"x\":'| theta.loss: must be a number of at least 0",
        "'\"accuracy\":'    | '\"accuracy\":2,\"x\":'| theta.accuracy: must be a number from 0 to"
            + " 1",
        "'\"temperature\":' | '\"temperature\":1e999,\"x\":'| temperature: must be a number",
        "'\"warnings\":[]'  | '\"warnings\":[1]'  | warnings[0]: must be text",
        "'}'                | ''                  | Unexpected",
      })
  void damageIsNamedWithFileAndLine(String sound, String damaged, String reason) {
    List<EpochReport> epochs = SampleRun.epochs(2);
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
    List<EpochReport> epochs = SampleRun.epochs(3);
    String first = MetricsJson.line(epochs.get(0)) + "\n";
    assertThatThrownBy(() -> read(text(epochs) + first))
        .hasMessage("metrics.jsonl, line 4, epoch: must be 3, behind the line before, but was 0");
    assertThatThrownBy(() -> read(first + MetricsJson.line(epochs.get(2))))
        .hasMessageContaining("must be 1, behind the line before, but was 2");
  }

  @Test
  void linesBeforeAnEpochAreKept() throws IOException {
    String whole = text(SampleRun.epochs(3));
    assertThat(EpochLines.before(2, whole.getBytes(StandardCharsets.UTF_8), "metrics.jsonl"))
        .isEqualTo(whole.lines().limit(2).toList());
  }

  @Test
  void anEmptyLineIsDamage() {
    assertThatThrownBy(() -> read("\n")).hasMessageStartingWith("metrics.jsonl, line 1");
  }
}
