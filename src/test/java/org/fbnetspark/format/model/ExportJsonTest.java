package org.fbnetspark.format.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.evaluation.ComparedModel;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.export.ExportFigures;
import org.fbnetspark.domain.export.ExportSummary;
import org.fbnetspark.domain.export.ExportedFile;
import org.fbnetspark.domain.export.ModelLatency;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.testing.Golden;
import org.junit.jupiter.api.Test;

class ExportJsonTest {

  private static final String GOLDEN = "export-v1.json";

  private static final float[] OWN = {2, 1, 0.5f, 0.75f, -1, 4};
  private static final int[] LABELS = {0, 1, 1};

  private static Evaluation evaluation(float[] scores) {
    Evaluation evaluation = new Evaluation(2);
    for (int i = 0; i < LABELS.length; i++) {
      evaluation.add(scores, 2 * i, LABELS[i]);
    }
    return evaluation;
  }

  private static ComparedModel compared(float... scores) {
    ComparedModel model = new ComparedModel(2);
    model.evaluation().add(evaluation(scores));
    for (int i = 0; i < LABELS.length; i++) {
      model.difference().add(OWN, scores, 2 * i, 2);
    }
    return model;
  }

  private static ExportSummary summary(Optional<ExportFigures> figures) {
    return new ExportSummary(
        "hdfs://host/shipped",
        "hdfs://host/runs/1/model.safetensors",
        SpaceCatalog.named("tiny").space().at(new int[] {0, 1, 2, 3, 8, 5}).named("tiny-searched"),
        List.of(
            new ExportedFile("model.onnx", 1234, "ab".repeat(32)),
            new ExportedFile("architecture.json", 56, "cd".repeat(32))),
        13,
        figures.isPresent() ? 512 : 0,
        figures,
        figures.isPresent()
            ? List.of(
                new ModelLatency(
                    "model.onnx",
                    new LatencySetting("a machine", "onnxruntime 1.23", "fp32", 1, 2),
                    512.5,
                    1.5))
            : List.of(),
        figures.isPresent() ? List.of() : List.of("no figures: there is no data"),
        Map.of("fbnet-spark", "0.1.0", "java", "17", "spark", "3.5"));
  }

  @Test
  void theGoldenFileIsWrittenBitForBit() throws IOException {
    ExportFigures figures =
        new ExportFigures(
            "stripes",
            evaluation(OWN),
            compared(OWN),
            Optional.of(compared(2, 1, 0.75f, 0.5f, -1, 4.25f)));
    assertThat(ExportJson.text(summary(Optional.of(figures)))).isEqualTo(Golden.text(GOLDEN));
  }

  @Test
  void withoutFiguresItSaysWhy() {
    assertThat(ExportJson.text(summary(Optional.empty())))
        .doesNotContain("figures\":", "calibrationImages")
        .contains("\"no figures: there is no data\"");
  }
}
