package org.fbnetspark.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.Batch;
import org.fbnetspark.data.BatchReader;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.Shard;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.executor.ExportTask;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.export.Calibration;
import org.fbnetspark.export.OnnxModel;
import org.fbnetspark.export.OnnxScores;
import org.fbnetspark.export.QuantisedEdges;
import org.fbnetspark.export.TrainedWeights;
import org.fbnetspark.format.ArchitectureJson;
import org.fbnetspark.format.ExportJson;
import org.fbnetspark.format.ModelSafetensors;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.dl4j.Dl4jModel;
import org.fbnetspark.report.EvaluationText;
import org.fbnetspark.store.Storage;
import org.fbnetspark.wire.ExportedModels;
import org.fbnetspark.wire.NetWeights;

/** Writes a trained network as files that run without this project, and holds them to it. */
public final class ExportJob {

  private static final int BATCH = 64;

  /** Examples whose scores are compared one by one. */
  private static final int COMPARED = 256;

  /** A split is asked for, though test examples are not split. */
  private static final double ANY_SHARE = 0.5;

  private final JavaSparkContext spark;
  private final Storage storage;
  private final Settings settings;
  private final Consumer<String> lines;

  /**
   * What the job is told.
   *
   * @param model run directory or file
   * @param output directory to write, which must hold no export yet
   * @param data directory of a prepared data set, if it is told
   * @param calibrationImages images that ranges of 8 bits are taken from; 0 for no model in 8 bits
   * @param engine who computes the network that is compared
   */
  public record Settings(
      String model, String output, Optional<String> data, int calibrationImages, Engine engine) {}

  /**
   * What came out.
   *
   * @param lines for a person
   * @param json the document {@code export.json}
   */
  public record Outcome(List<String> lines, String json) {}

  /**
   * An export on a running Spark application.
   *
   * @param lines takes what is said to a person on the way
   */
  public ExportJob(JavaSparkContext spark, Settings settings, Consumer<String> lines) {
    this.spark = spark;
    this.storage = SparkStorage.of(spark);
    this.settings = settings;
    this.lines = lines;
  }

  /**
   * Exports.
   *
   * @throws JobRefusedException where the output holds an export, or model and data do not fit
   *     together; nothing was written then
   * @throws IOException where a file is missing, damaged or cannot be written
   */
  public Outcome run() throws IOException {
    String output = storage.qualified(settings.output());
    String manifest = Storage.child(output, ExportJson.FILE);
    if (storage.exists(manifest)) {
      throw new JobRefusedException(output + " holds an export already; choose another --output");
    }
    ModelFile file = ModelFile.read(storage, settings.model());
    Optional<DatasetManifest> data = ModelData.find(storage, file, settings.data());
    data.ifPresent(file::requireFit);
    TrainedModel model = file.model();
    OnnxModel onnx =
        OnnxModel.of(model.architecture(), new TrainedWeights(model), OptionalInt.empty())
            .withProperties(ModelSafetensors.properties(model));
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("model.onnx", onnx.bytes());
    Optional<OnnxModel> int8 = Optional.empty();
    if (data.isPresent() && settings.calibrationImages() > 0) {
      lines.accept("calibrating 8 bits on " + settings.calibrationImages() + " training images");
      int8 =
          Optional.of(
              onnx.quantised(
                  Calibration.ranges(onnx, calibration(data.get())), QuantisedEdges.FLOAT));
      files.put("model-int8.onnx", int8.get().bytes());
    }
    files.put("model.safetensors", ModelSafetensors.write(model));
    files.put("architecture.json", ArchitectureJson.write(model.architecture()));
    files.put("model.dl4j.zip", new Dl4jModel(model).zip());
    Optional<ExportFigures> figures = Optional.empty();
    if (data.isPresent() && data.get().testExamples() > 0) {
      figures = Optional.of(compare(model, data.get(), onnx, int8));
    }
    for (Map.Entry<String, byte[]> one : files.entrySet()) {
      storage.write(Storage.child(output, one.getKey()), one.getValue());
    }
    String json = json(file, files, figures);
    storage.write(manifest, json.getBytes(StandardCharsets.UTF_8));
    return new Outcome(text(output, files, figures), json);
  }

  /** Training images as they are, in the layout of the model. */
  private List<float[]> calibration(DatasetManifest data) throws IOException {
    BatchReader reader = new BatchReader(data, Augmentation.NONE);
    List<float[]> batches = new ArrayList<>();
    int left = settings.calibrationImages();
    for (ShardFile file : data.train()) {
      if (left == 0) {
        break;
      }
      Shard shard = Shard.read(storage, file, data);
      int share = Math.min(Math.min(left, shard.size()), share(data));
      for (int start = 0; start < share; start += BATCH) {
        int[] picks = new int[Math.min(BATCH, share - start)];
        for (int i = 0; i < picks.length; i++) {
          picks[i] = start + i;
        }
        Batch batch = reader.batch(shard, picks, new SeedTree(0));
        batches.add(OnnxScores.channelsFirst(batch.images(), data.shape()));
      }
      left -= share;
    }
    return batches;
  }

  /** Every file gives its share, for a file may hold few of the classes. */
  private int share(DatasetManifest data) {
    int files = data.train().size();
    return (settings.calibrationImages() + files - 1) / files;
  }

  private ExportFigures compare(
      TrainedModel model, DatasetManifest data, OnnxModel onnx, Optional<OnnxModel> int8) {
    SeedTree seeds = new SeedTree(0);
    TrainingRun run =
        new TrainingRun(
            new NetKey(
                UUID.randomUUID().toString(),
                model.architecture().asSpace(),
                BATCH,
                settings.engine()),
            seeds,
            data.test().size(),
            new TrainingRun.Examples(
                storage, data, new DataSplit(ANY_SHARE, seeds), Augmentation.NONE));
    ExportedModels models =
        new ExportedModels(
            new NetWeights(model.weights(), model.statistics()),
            onnx.bytes(),
            int8.map(OnnxModel::bytes).orElse(new byte[0]));
    Broadcast<ExportedModels> broadcast = spark.broadcast(models);
    try (TrainingRounds rounds = new TrainingRounds(spark, run, "export")) {
      lines.accept("comparing on " + data.testExamples() + " test images");
      return ExportFigures.of(
          rounds
              .jobs()
              .collect(
                  "compare",
                  rounds
                      .jobs()
                      .parts(data.test().size())
                      .map(new ExportTask(rounds.run(), broadcast, COMPARED)),
                  done -> {}),
          data.classes().size());
    } finally {
      broadcast.destroy(true);
    }
  }

  private static String json(
      ModelFile model, Map<String, byte[]> files, Optional<ExportFigures> figures) {
    Map<String, String> hashes = new LinkedHashMap<>();
    files.forEach((name, bytes) -> hashes.put(name, Sha256.of(bytes)));
    return ExportJson.text(
        model.path(),
        Release.NAME,
        OnnxModel.OPERATOR_SET,
        hashes,
        figures.map(
            f ->
                new ExportJson.Figures(
                    f.ours(),
                    f.onnx(),
                    f.int8(),
                    f.otherAnswers(),
                    f.compared(),
                    f.relativeDifference())));
  }

  private static List<String> text(
      String output, Map<String, byte[]> files, Optional<ExportFigures> figures) {
    List<String> lines = new ArrayList<>();
    files.forEach(
        (name, bytes) ->
            lines.add(String.format(Locale.ROOT, "%-18s %,d bytes", name, bytes.length)));
    if (figures.isEmpty()) {
      lines.add(
          "not compared, and not in 8 bits, for no data set with test images is there: set"
              + " data.path");
    }
    figures.ifPresent(f -> lines.addAll(text(f)));
    lines.add("export  " + output);
    return lines;
  }

  private static List<String> text(ExportFigures figures) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "scores within %.1e of the largest one over %d images; %d of %,d images are answered"
                + " otherwise",
            figures.relativeDifference(),
            figures.compared(),
            figures.otherAnswers(),
            figures.ours().examples()));
    lines.add(accuracy("this engine", figures.ours()));
    lines.add(accuracy("ONNX fp32", figures.onnx()));
    figures.int8().ifPresent(int8 -> lines.add(accuracy("ONNX int8", int8)));
    return lines;
  }

  private static String accuracy(String name, Evaluation evaluation) {
    return EvaluationText.share(name, evaluation.correct(), evaluation.examples());
  }
}
