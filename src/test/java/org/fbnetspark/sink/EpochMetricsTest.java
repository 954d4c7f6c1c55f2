package org.fbnetspark.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.retrain.RetrainReport;
import org.fbnetspark.testing.SampleRun;
import org.junit.jupiter.api.Test;

class EpochMetricsTest {

  @Test
  void aSearchHasThetasMetricsOnceThetaMoves() {
    assertThat(EpochMetrics.of(SampleRun.epoch(1)))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("weights/loss", 2.0),
                Map.entry("weights/accuracy", 0.3125),
                Map.entry("theta/loss", 2.25),
                Map.entry("theta/cross-entropy", 1.75),
                Map.entry("theta/accuracy", 0.35),
                Map.entry("theta/entropy", 1.75),
                Map.entry("cost/expected", 150.0),
                Map.entry("cost/target", 128.0),
                Map.entry("temperature", 4.0),
                Map.entry("learning-rate", 0.1),
                Map.entry("images-per-second", 400.0),
                Map.entry("seconds", 5.0)));
    assertThat(EpochMetrics.of(SampleRun.epoch(0)))
        .containsKeys("theta/entropy", "cost/expected")
        .doesNotContainKeys("theta/loss", "theta/cross-entropy", "theta/accuracy");
  }

  @Test
  void aRetrainingHasWhatItTrainedOnAndWhatIsHeldOut() {
    Evaluation heldOut = new Evaluation(2);
    heldOut.add(new float[] {0, 0}, 0, 0);
    Tally trained = new Tally(100, 50, 80, 4, 1, List.of());

    assertThat(EpochMetrics.of(new RetrainReport(3, trained, heldOut, 0.05, true, 5)))
        .isEqualTo(
            Map.of(
                "train/loss", 0.5,
                "train/accuracy", 0.8,
                "held-out/loss", Math.log(2),
                "held-out/accuracy", 1.0,
                "learning-rate", 0.05,
                "images-per-second", 25.0,
                "seconds", 5.0));
  }
}
