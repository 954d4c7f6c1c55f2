package org.fbnetspark.format.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.retrain.RetrainState;
import org.fbnetspark.retrain.RetrainSummary;
import org.fbnetspark.testing.Golden;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class RetrainSummaryJsonTest {

  private static RetrainSummary summary(Optional<Evaluation> test, Optional<Double> rate) {
    return new RetrainSummary(
        "hdfs://host/runs/2",
        SampleRun.architecture("tiny-searched"),
        "small-images",
        new RetrainState.Best(2, 70, 100),
        test,
        "ab".repeat(32),
        rate,
        4,
        2,
        7);
  }

  @Test
  void theGoldenFileIsWrittenBitForBit() throws IOException {
    assertThat(
            RetrainSummaryJson.text(
                summary(Optional.of(EvaluationJsonTest.evaluation()), Optional.of(231.5))))
        .isEqualTo(Golden.text("retrain-summary-v1.json"));
  }

  @Test
  void whatThereIsNotIsLeftOut() {
    assertThat(RetrainSummaryJson.text(summary(Optional.empty(), Optional.empty())))
        .doesNotContain("test", "imagesPerSecond")
        .contains("\"heldOut\"");
  }
}
