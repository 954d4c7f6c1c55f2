package org.fbnetspark.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.DataSettings;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.arch.Gates;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.export.OnnxModel;
import org.fbnetspark.export.OnnxScores;
import org.fbnetspark.export.TrainedWeights;
import org.fbnetspark.format.ModelSafetensors;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.SmallNets;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.Supernets;
import org.fbnetspark.net.dl4j.Dl4jModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ExportJobTest {

  private static final Gates NONE = Gates.perBatch(new float[0][]);

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
    spark = SmallSearch.spark("local[2]");
    NetworkSource network =
        new NetworkSource.Fixed(
            Architecture.of("small-derived", SmallSearch.SPACE, new int[] {1, 0, 2}), "a.json");
    RetrainJobSettings settings =
        new RetrainJobSettings(
            run.toString(),
            false,
            network,
            new DataSettings(Optional.of(data.toString()), 0.8, Augmentation.padded(1)),
            SmallSearch.generated(),
            RetrainJobTest.recipes(6, Optional.empty()),
            Engine.AUTO,
            2,
            0,
            "");
    new RetrainJob(spark, settings, line -> {}).run();
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  private ExportJob job(String model, Path output, Optional<Path> dataset) {
    return new ExportJob(
        spark,
        new ExportJob.Settings(
            model, output.toString(), dataset.map(Path::toString), 64, Engine.AUTO),
        lines::add);
  }

  @Test
  void whatIsExportedDoesAsTheNetworkDoes() throws IOException {
    Path output = directory.resolve("export");
    ExportJob.Outcome outcome = job(run.toString(), output, Optional.of(data)).run();

    JsonNode json = new ObjectMapper().readTree(output.resolve("export.json").toFile());
    assertThat(new ObjectMapper().readTree(outcome.json())).isEqualTo(json);
    JsonNode compared = json.get("compared");
    assertThat(compared.get("relativeDifference").asDouble()).isLessThan(1e-4);
    assertThat(compared.get("otherAnswers").asLong()).isZero();
    assertThat(compared.get("engine").get("correct"))
        .isEqualTo(compared.get("onnx").get("correct"));
    assertThat(compared.get("engine").get("top1").get("accuracy").asDouble()).isGreaterThan(0.7);
    assertThat(compared.get("int8").get("top1").get("accuracy").asDouble())
        .isCloseTo(compared.get("onnx").get("top1").get("accuracy").asDouble(), Offset.offset(0.1));
    try (Stream<Path> files = Files.list(output)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> !n.startsWith(".")))
          .containsExactlyInAnyOrder(
              "architecture.json",
              "export.json",
              "model-int8.onnx",
              "model.dl4j.zip",
              "model.onnx",
              "model.safetensors");
    }
    assertThat(output.resolve("model.safetensors"))
        .hasSameBinaryContentAs(run.resolve("model.safetensors"));
    assertThat(Files.readString(output.resolve("model.onnx"), StandardCharsets.ISO_8859_1))
        .contains("classes", "[\"lying\",\"standing\",\"slanted\"]", "deviation");
    assertThatThrownBy(() -> job(run.toString(), output, Optional.of(data)).run())
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("holds an export already");
  }

  @Test
  void withoutDataTheFilesAreWrittenUncompared() throws IOException {
    Path output = directory.resolve("export");
    Path model = Files.copy(run.resolve("model.safetensors"), directory.resolve("m.safetensors"));
    ExportJob.Outcome outcome = job(model.toString(), output, Optional.empty()).run();

    assertThat(output.resolve("model.onnx")).exists();
    assertThat(output.resolve("model-int8.onnx")).doesNotExist();
    assertThat(outcome.lines()).anyMatch(line -> line.startsWith("not compared"));
  }

  @Test
  void dataOfOtherClassesIsRefused() throws IOException {
    TrainedModel model =
        ModelSafetensors.read(Files.readAllBytes(run.resolve("model.safetensors")), "m");
    TrainedModel other =
        new TrainedModel(
            model.architecture(),
            model.weights(),
            model.statistics(),
            List.of("cat", "dog", "cow"),
            model.normalisation());
    Path file = Files.write(directory.resolve("o.safetensors"), ModelSafetensors.write(other));

    assertThatThrownBy(() -> job(file.toString(), directory, Optional.of(data)).run())
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("[cat, dog, cow]")
        .hasMessageContaining("[lying, standing, slanted]");
  }

  /** Group convolution with shuffle, both skips, stride, stacked depthwise, no expansion, 7x7. */
  @ParameterizedTest
  @EnumSource(
      value = Engine.class,
      names = {"AUTO", "PORTABLE"})
  void everyOpThatIsTrainedIsExported(Engine engine) throws IOException {
    RandomGenerator random = new SeedTree(4).generator();
    ImageShape image = new ImageShape(8, 8, 3);
    LayerwiseSpace space =
        SmallNets.network(
            image,
            1,
            List.of(
                fixed("a", new MbConv(3, 3, 2), 8, 8, 8, 1),
                fixed("b", new MbConv(5, 1, 2), 8, 8, 12, 2),
                fixed("c", new Skip(), 4, 12, 12, 1),
                fixed("d", new MbConv(3, 2, 1, 2, true), 4, 12, 12, 1),
                fixed("e", new MbConv(7, 1, 2, 1, false), 4, 12, 12, 1),
                fixed("f", new Skip(), 4, 12, 10, 2)));
    Architecture network = Architecture.of("all-ops", space, new int[0]);
    float[] weights = SmallNets.weights(space, random);
    float[] statistics = new float[new WeightLayout(space).statisticsLength()];
    for (int i = 0; i < statistics.length; i++) {
      statistics[i] = 0.5f + random.nextFloat();
    }
    TrainedModel model =
        new TrainedModel(
            network,
            weights,
            statistics,
            List.of("a", "b", "c"),
            new ChannelStatistics(List.of(0.5, 0.5, 0.5), List.of(0.2, 0.2, 0.2)));
    float[] images = SmallNets.normal(16 * (int) image.elements(), 1, random);
    float[] own;
    try (Supernet net = Supernets.create(space, 16, engine)) {
      net.load(weights, new float[weights.length]);
      net.loadStatistics(statistics);
      own = net.infer(images, NONE);
    }
    byte[] onnx = OnnxModel.of(network, new TrainedWeights(model), OptionalInt.empty()).bytes();
    float largest = 0;
    for (float score : own) {
      largest = Math.max(largest, Math.abs(score));
    }
    try (OnnxScores scores = new OnnxScores(onnx, image)) {
      assertThat(scores.of(images)).containsExactly(own, Offset.offset(1e-4f * largest));
    }
    assertThat(dl4j(model, images)).containsExactly(softmax(own), Offset.offset(1e-4f));
  }

  /** What DL4J gives once it has opened the file, without a class of ours. */
  private static float[] dl4j(TrainedModel model, float[] images) throws IOException {
    ImageShape image = model.architecture().input();
    ComputationGraph graph =
        ModelSerializer.restoreComputationGraph(
            new ByteArrayInputStream(new Dl4jModel(model).zip()));
    INDArray turned =
        Nd4j.createFromArray(OnnxScores.channelsFirst(images, image))
            .reshape('c', 16, image.channels(), image.height(), image.width());
    return graph.outputSingle(turned).dup('c').ravel().toFloatVector();
  }

  private static float[] softmax(float[] scores) {
    float[] shares = new float[scores.length];
    for (int start = 0; start < scores.length; start += SmallNets.CLASSES) {
      double total = 0;
      for (int c = start; c < start + SmallNets.CLASSES; c++) {
        total += Math.exp(scores[c]);
      }
      for (int c = start; c < start + SmallNets.CLASSES; c++) {
        shares[c] = (float) (Math.exp(scores[c]) / total);
      }
    }
    return shares;
  }

  private static Choice fixed(String name, Op op, int side, int in, int out, int stride) {
    return Choice.fixed(name, op, new Placement(new ImageShape(side, side, in), out, stride));
  }
}
