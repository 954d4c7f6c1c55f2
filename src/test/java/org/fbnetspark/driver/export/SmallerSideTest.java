package org.fbnetspark.driver.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.export.ExportFigures;
import org.fbnetspark.domain.export.ExportSummary;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.driver.retrain.NetworkSource;
import org.fbnetspark.driver.retrain.RetrainJob;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.retrain.RetrainSummary;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SmallSides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A network that takes smaller images than the data has, from training to the exported file. */
class SmallerSideTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  /** The second side, and the first of all else that is no skip. */
  private static Network derived() {
    int[] picks =
        SmallSides.MASKED.choices().stream()
            .mapToInt(
                choice ->
                    choice.name().equals("resolution")
                        ? choice.candidates().indexOf("6")
                        : choice.candidates().get(0).equals("skip") ? 1 : 0)
            .toArray();
    return SmallSides.MASKED.at(picks).named("small-side");
  }

  @Test
  void itIsTrainedMeasuredAndExportedOnImagesOfItsSide() throws Exception {
    Network network = derived();
    Path run = directory.resolve("run");
    Experiment experiment =
        Changed.of(
            SmallSearch.experiment(SPARK.stripes(), 1),
            SmallSearch.recipes(SmallSearch.recipe(12, Optional.empty())));
    List<String> lines = new ArrayList<>();

    RetrainSummary trained =
        new RetrainJob(
                SPARK.context(),
                experiment,
                new NetworkSource.Fixed(network, "a.json"),
                SmallSearch.start(run, false),
                lines::add)
            .run();
    EvaluateJob.Outcome evaluated =
        new EvaluateJob(SPARK.context(), experiment, run.toString(), lines::add).run();
    ExportSummary exported =
        new ExportJob(
                SPARK.context(),
                experiment,
                run.toString(),
                directory.resolve("out").toString(),
                lines::add)
            .run();

    assertThat(network.input().shape()).isEqualTo(new ImageShape(6, 6, 3));
    assertThat(lines)
        .filteredOn(line -> line.startsWith("images: "))
        .hasSize(3)
        .containsOnly("images: 6x6x3, the nearest pixels of 8x8x3");
    assertThat(trained.test().orElseThrow().accuracy()).isGreaterThan(0.7);
    JsonNode again = new ObjectMapper().readTree(evaluated.json());
    assertThat(again.get("correct").asLong()).isEqualTo(trained.test().orElseThrow().correct());
    byte[] architecture = Files.readAllBytes(directory.resolve("out/architecture.json"));
    assertThat(ArchitectureJson.read(architecture, "architecture")).isEqualTo(network);
    ExportFigures figures = exported.figures().orElseThrow();
    assertThat(figures.engine().correct()).isEqualTo(trained.test().orElseThrow().correct());
    assertThat(figures.onnx().difference().disagreements()).isZero();
    assertThat(figures.int8()).isPresent();
    for (String model : List.of("model.onnx", "model-int8.onnx")) {
      assertThat(inputSides(directory.resolve("out").resolve(model))).containsExactly(-1, 3, 6, 6);
    }
  }

  private static long[] inputSides(Path model) throws Exception {
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model.toString())) {
      return ((TensorInfo) session.getInputInfo().values().iterator().next().getInfo()).getShape();
    }
  }
}
