package org.fbnetspark.format.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.evaluation.EvaluationRecord;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.testing.Golden;
import org.junit.jupiter.api.Test;

class EvaluationJsonTest {

  private static final String GOLDEN = "evaluation-v1.json";
  private static final List<String> NAMES =
      List.of("cat", "dog", "frog", "ship", "truck", "\u00e9toile");

  private static String text() {
    Evaluation evaluation = new Evaluation(2);
    evaluation.add(new float[] {2, 0}, 0, 0);
    evaluation.add(new float[] {2, 0}, 0, 1);
    return EvaluationJson.text(evaluation, "m", "a data set", List.of("cat", "dog"));
  }

  private static EvaluationRecord read(String text) throws FormatException {
    return EvaluationJson.read(text.getBytes(StandardCharsets.UTF_8), "evaluation.json");
  }

  private static void refused(String text, String reason) {
    assertThat(text).isNotEqualTo(text());
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(reason);
  }

  /** Of each of six classes ten examples, one of them taken for the next; none of the last. */
  static Evaluation evaluation() {
    Evaluation evaluation = new Evaluation(6);
    for (int label = 0; label < 5; label++) {
      for (int i = 0; i < 10; i++) {
        float[] scores = new float[6];
        scores[i == 0 ? label + 1 : label] = 3;
        evaluation.add(scores, 0, label);
      }
    }
    return evaluation;
  }

  @Test
  void theGoldenFileIsWrittenBitForBit() throws IOException {
    assertThat(EvaluationJson.text(evaluation(), "hdfs://host/model.safetensors", "pets", NAMES))
        .isEqualTo(Golden.text(GOLDEN));
  }

  @Test
  void theGoldenFileIsRead() throws IOException {
    Evaluation written = evaluation();
    assertThat(EvaluationJson.read(Golden.bytes(GOLDEN), GOLDEN))
        .isEqualTo(
            new EvaluationRecord(
                "pets",
                NAMES,
                written.confusion(),
                Optional.of(written.topAccuracy()),
                written.meanLoss(),
                written.calibrationError()));
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    EvaluationRecord record = read(text());
    assertThat(record.classes()).containsExactly("cat", "dog");
    assertThat(record.confusion().of(1, 0)).isEqualTo(1);
  }

  @Test
  void figuresThatCannotBeAreRefused() {
    refused(
        text().replaceFirst("\"loss\": ", "\"loss\": -"), "loss: must be a number of at least 0");
    refused(
        text().replaceFirst("\"calibrationError\": 0", "\"calibrationError\": 7"), "from 0 to 1");
    refused(text().replaceFirst("\"correct\": 1", "\"correct\": 2"), "must be 1 by the confusion");
    refused(
        text().replaceFirst("\"examples\": 2", "\"examples\": 3"), "must be 2 by the confusion");
  }

  @Test
  void countsBeyond64BitsDoNotWrap() {
    String huge = text().replace("[ 1, 0 ]", "[ 18446744073709551617, 0 ]");
    refused(huge, "confusion[0][0]: must be a whole number");
    refused(
        text().replace("[ 1, 0 ]", "[ 9000000000000000000, 9000000000000000000 ]"), "confusion");
  }

  @Test
  void aSmallFileCannotDeclareAMillionCounts() {
    String names =
        IntStream.range(0, 5_000)
            .mapToObj(i -> "{\"name\": \"" + i + "\"}")
            .collect(Collectors.joining(", "));
    String file =
        "{\"format\": \"fbnet-spark/evaluation\", \"version\": 1, \"classes\": ["
            + names
            + "], \"confusion\": [[1]]}";
    refused(file, "confusion: must be 5000 lists of 5000 counts");
  }
}
