package org.fbnetspark.driver.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.DataSettings;
import org.fbnetspark.domain.evaluation.ComparedModel;
import org.fbnetspark.domain.export.ExportFigures;
import org.fbnetspark.domain.export.ExportSettings;
import org.fbnetspark.domain.export.ExportSummary;
import org.fbnetspark.domain.export.ExportedFile;
import org.fbnetspark.domain.export.ModelLatency;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.train.LearningRate;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.driver.retrain.NetworkSource;
import org.fbnetspark.driver.retrain.RetrainJob;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.model.ModelSafetensors;
import org.fbnetspark.report.ExportText;
import org.fbnetspark.retrain.CellRecipe;
import org.fbnetspark.retrain.RetrainEngine;
import org.fbnetspark.retrain.RetrainRecipe;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.sink.SinkSettings;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/** Exports of a network that was trained on striped images for some epochs. */
class ExportJobTest {

  private static final Network NETWORK =
      SmallSearch.SPACE.at(new int[] {0, 1, 2}).named("small-derived");

  @TempDir static Path shared;
  private static JavaSparkContext spark;
  private static Path data;
  private static Path run;

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  @BeforeAll
  static void train() throws IOException {
    data = SmallSearch.prepared(shared.resolve("stripes"));
    run = shared.resolve("run");
    spark = LocalSpark.start("local[2]");
    new RetrainJob(
            spark,
            Changed.of(experiment(), SinkSettings.NONE),
            new NetworkSource.Fixed(NETWORK, "a.json"),
            SmallSearch.start(run, false),
            line -> {})
        .run();
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private static Experiment experiment() {
    RetrainSettings settings =
        new RetrainSettings(
            7,
            RetrainEngine.ROUNDS,
            10,
            8,
            2,
            3,
            new LearningRate.Cosine(0.1, 0, 10),
            0.9,
            1e-4,
            0.1,
            0,
            0.9,
            0.2,
            4,
            Optional.empty(),
            OuterStep.NONE,
            CellRecipe.NONE);
    RetrainRecipe recipe = new RetrainRecipe("test", settings, Augmentation.padded(1));
    return Changed.of(SmallSearch.experiment(data, 1), SmallSearch.recipes(recipe));
  }

  private ExportSummary export(
      JavaSparkContext context, Path model, String output, Optional<Path> on, boolean int8)
      throws IOException {
    return new ExportJob(
            context,
            Changed.of(
                experiment(),
                new DataSettings(on.map(Path::toString), 0.8, Augmentation.NONE),
                new ExportSettings(int8, 100, true)),
            model.toString(),
            directory.resolve(output).toString(),
            lines::add)
        .run();
  }

  private ExportSummary export(Path model, String output) throws IOException {
    return export(spark, model, output, Optional.of(data), true);
  }

  private List<String> names(String output) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(output))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void modelsAnswerAsTheNetworkThatWasTrained() throws IOException {
    ExportSummary summary = export(run, "out");

    ExportFigures figures = summary.figures().orElseThrow();
    ComparedModel int8 = figures.int8().orElseThrow();
    assertThat(figures.engine().examples()).isEqualTo(62);
    assertThat(figures.engine().accuracy()).isGreaterThan(0.8);
    assertThat(figures.onnx().difference().relative()).isLessThan(1e-4);
    assertThat(figures.onnx().difference().disagreements()).isZero();
    assertThat(figures.onnx().evaluation().correct()).isEqualTo(figures.engine().correct());
    assertThat(figures.faithful()).isTrue();
    assertThat(int8.evaluation().accuracy()).isGreaterThan(figures.engine().accuracy() - 0.05);
    assertThat(int8.difference().relative()).isBetween(1e-4, 0.2);
    assertThat(summary.calibrationImages()).isEqualTo(100);
    assertThat(summary.notes()).isEmpty();
    assertThat(summary.latencies())
        .extracting(ModelLatency::file)
        .containsExactly("model.onnx", "model-int8.onnx");
    assertThat(summary.latencies())
        .allSatisfy(
            latency -> {
              assertThat(latency.setting().runtime()).startsWith("onnxruntime ");
              assertThat(latency.medianMicros()).isBetween(1.0, 1e6);
            });
    assertThat(summary.latencies()).extracting(l -> l.setting().dtype()).contains("int8");
    assertThat(ExportText.lines(summary)).anyMatch(line -> line.startsWith("int8 "));
  }

  @Test
  void filesAreThoseOfTheManifest() throws IOException {
    ExportSummary summary = export(run, "out");

    assertThat(names("out"))
        .containsExactly(
            "architecture.json",
            "export.json",
            "model-int8.onnx",
            "model.dl4j.zip",
            "model.onnx",
            "model.safetensors");
    JsonNode json = new ObjectMapper().readTree(directory.resolve("out/export.json").toFile());
    assertThat(json.get("files")).hasSize(5).hasSize(summary.files().size());
    for (JsonNode file : json.get("files")) {
      byte[] bytes = Files.readAllBytes(directory.resolve("out/" + file.get("name").asText()));
      assertThat(file.get("bytes").asLong()).isEqualTo(bytes.length);
      assertThat(file.get("sha256").asText()).isEqualTo(Sha256.of(bytes));
    }
    assertThat(directory.resolve("out/model.safetensors"))
        .hasSameBinaryContentAs(run.resolve("model.safetensors"));
    String onnx =
        Files.readString(directory.resolve("out/model.onnx"), StandardCharsets.ISO_8859_1);
    assertThat(onnx)
        .contains("[\"lying\",\"standing\",\"slanted\"]", "[0.3,0.3,0.3]", "NCHW", "1/255");
  }

  @Test
  void dl4jOpensItsNetwork() throws IOException {
    export(run, "out");

    ComputationGraph graph =
        ModelSerializer.restoreComputationGraph(directory.resolve("out/model.dl4j.zip").toFile());

    assertThat(graph.outputSingle(Nd4j.zeros(2, 3, 8, 8)).shape()).containsExactly(2, 3);
  }

  @Test
  void everyNumberOfExecutorsGivesTheSameBytes() throws IOException {
    ExportSummary two = export(run, "two");
    spark.close();
    ExportSummary one;
    try (JavaSparkContext single = LocalSpark.start("local[1]")) {
      one = export(single, run, "one", Optional.of(data), true);
    } finally {
      spark = LocalSpark.start("local[2]");
    }

    assertThat(one.figures()).isEqualTo(two.figures());
    assertThat(one.files().stream().map(ExportedFile::sha256))
        .isEqualTo(two.files().stream().map(ExportedFile::sha256).toList());
  }

  @Test
  void withoutDataThereAreNoFiguresAndNoEightBits() throws IOException {
    ExportSummary summary = export(spark, run, "out", Optional.empty(), true);

    assertThat(summary.figures()).isEmpty();
    assertThat(summary.notes()).singleElement().asString().contains("data.path is not set");
    assertThat(names("out"))
        .contains("export.json", "model.onnx")
        .doesNotContain("model-int8.onnx");
  }

  @Test
  void eightBitsCanBeLeftOut() throws IOException {
    ExportSummary summary = export(spark, run, "out", Optional.of(data), false);

    assertThat(summary.figures().orElseThrow().int8()).isEmpty();
    assertThat(summary.notes()).containsExactly("no model-int8.onnx: export.int8 is false");
    assertThat(names("out")).doesNotContain("model-int8.onnx");
  }

  @Test
  void anExportIsNeverOverwrittenNorARun() throws IOException {
    export(spark, run, "out", Optional.empty(), false);
    byte[] before = Files.readAllBytes(directory.resolve("out/export.json"));

    assertThatThrownBy(() -> export(run, "out"))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("holds export.json already; choose another --output");
    assertThatThrownBy(() -> export(run, run.toString()))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("holds model.safetensors already");
    assertThat(directory.resolve("out/export.json")).hasBinaryContent(before);
  }

  @Test
  void aDamagedModelIsRefusedBeforeAnythingIsWritten() throws IOException {
    byte[] whole = Files.readAllBytes(run.resolve("model.safetensors"));
    Path damaged = directory.resolve("damaged.safetensors");
    Files.write(damaged, Arrays.copyOf(whole, whole.length - 10));
    assertThatThrownBy(() -> export(damaged, "out"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged.safetensors")
        .hasMessageContaining("cut off");
    Files.write(damaged, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> export(damaged, "out")).isInstanceOf(CorruptFileException.class);
    assertThatThrownBy(() -> export(directory.resolve("none"), "out"))
        .hasMessageContaining("none does not exist");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void aModelOfOtherClassesIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(run.resolve("model.safetensors"));
    TrainedModel model = ModelSafetensors.read(bytes, "model");
    Path other = directory.resolve("other.safetensors");
    Files.write(
        other,
        ModelSafetensors.write(
            new TrainedModel(
                model.architecture(),
                model.weights(),
                model.statistics(),
                List.of("cat", "dog", "bird"),
                new ChannelStatistics(List.of(0.5, 0.5, 0.5), List.of(0.3, 0.3, 0.3)))));

    assertThatThrownBy(() -> export(other, "out"))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("[cat, dog, bird]")
        .hasMessageContaining("stripes");
    assertThat(directory.resolve("out")).doesNotExist();
  }
}
