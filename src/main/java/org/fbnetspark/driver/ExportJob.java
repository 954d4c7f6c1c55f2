package org.fbnetspark.driver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.export.ExportFigures;
import org.fbnetspark.domain.export.ExportSettings;
import org.fbnetspark.domain.export.ExportSummary;
import org.fbnetspark.domain.export.ExportedFile;
import org.fbnetspark.domain.name.Release;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.export.OnnxModel;
import org.fbnetspark.export.QuantisedEdges;
import org.fbnetspark.export.TrainedWeights;
import org.fbnetspark.format.ArchitectureJson;
import org.fbnetspark.format.ExportJson;
import org.fbnetspark.format.ModelSafetensors;
import org.fbnetspark.format.OnnxProperties;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.dl4j.Dl4jNetwork;
import org.fbnetspark.net.kernel.BatchNorm;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.store.Storage;

/**
 * Exports a trained network, and compares what is exported with the network itself. Everything is
 * computed before anything is written.
 */
public final class ExportJob {

  private final JavaSparkContext spark;
  private final Settings settings;
  private final Consumer<String> lines;

  /**
   * What the job is told.
   *
   * @param model run directory or file
   * @param output directory that is written
   * @param data directory of a prepared data set
   * @param recipes whose batch is used
   * @param engine who computes the network that the export is compared with
   * @param export how it is exported
   */
  public record Settings(
      String model,
      String output,
      Optional<String> data,
      RetrainRecipes recipes,
      Engine engine,
      ExportSettings export) {}

  /** The two ONNX models, and what was found out about them. */
  private static final class Models {
    private final OnnxModel onnx;
    private Optional<OnnxModel> int8 = Optional.empty();
    private int calibrationImages;
    private Optional<ExportFigures> figures = Optional.empty();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, String> versions = new HashMap<>();

    Models(OnnxModel onnx) {
      this.onnx = onnx;
    }
  }

  /**
   * An export on a running Spark application.
   *
   * @param lines takes what is said to a person on the way
   */
  public ExportJob(JavaSparkContext spark, Settings settings, Consumer<String> lines) {
    this.spark = spark;
    this.settings = settings;
    this.lines = lines;
  }

  /**
   * Exports.
   *
   * @throws JobRefusedException where there is an export already, or model and data do not fit
   *     together
   * @throws IOException where a file is missing or damaged
   */
  public ExportSummary run() throws IOException {
    Storage storage = SparkStorage.of(spark);
    ModelFile file = ModelFile.read(storage, settings.model());
    ExportDirectory directory = ExportDirectory.open(storage, settings.output());
    Optional<DatasetManifest> data = file.data(storage, settings.data());
    data.ifPresent(file::requireFit);
    TrainedModel model = file.model();
    Map<String, String> properties = OnnxProperties.of(model);
    Models models =
        new Models(
            OnnxModel.of(
                    model.architecture(),
                    new TrainedWeights(model, BatchNorm.EPSILON),
                    OptionalInt.empty())
                .withProperties(properties));
    if (data.isPresent()) {
      judge(models, model, storage, data.get());
    } else {
      models.notes.add(
          "no figures and no "
              + ExportDirectory.INT8
              + ": data.path is not set, and "
              + file.directory()
              + " has no data of its own");
    }
    return written(directory, file, models);
  }

  private void judge(Models models, TrainedModel model, Storage storage, DatasetManifest data) {
    int batch = settings.recipes().of(data.shape()).settings().batch();
    try (ExportRounds rounds =
        new ExportRounds(spark, model, storage, data, batch, settings.engine())) {
      lines.accept("engine: " + String.join("; ", rounds.engines()));
      ExportRounds.Runtimes runtimes = rounds.runtimes();
      if (runtimes.problem().isPresent()) {
        models.notes.add(
            "no figures and no " + ExportDirectory.INT8 + ": " + runtimes.problem().get());
        return;
      }
      models.versions.put("onnxruntime", runtimes.versions());
      if (settings.export().int8()) {
        lines.accept("calibrating " + ExportDirectory.INT8);
        int images = settings.export().calibrationImages();
        models.calibrationImages = (int) Math.min(images, data.trainExamples());
        models.int8 =
            Optional.of(
                models.onnx.quantised(rounds.ranges(models.onnx, images), QuantisedEdges.FLOAT));
      } else {
        models.notes.add("no " + ExportDirectory.INT8 + ": export.int8 is false");
      }
      if (data.testExamples() == 0) {
        models.notes.add("no figures: data set " + data.name() + " has no test examples");
        return;
      }
      lines.accept("comparing on " + data.testExamples() + " test images");
      models.figures = Optional.of(rounds.figures(models.onnx, models.int8));
    }
  }

  /** The file of DL4J; who trains it further begins with the settings of the retraining. */
  private byte[] dl4j(TrainedModel model) {
    RetrainSettings training = settings.recipes().of(model.architecture().input()).settings();
    return Dl4jNetwork.bytes(
        Dl4jNetwork.of(
            model,
            new SgdStep(training.learningRate().at(0), training.momentum(), training.weightDecay()),
            training.seed()));
  }

  private ExportSummary written(ExportDirectory directory, ModelFile file, Models models)
      throws IOException {
    TrainedModel model = file.model();
    List<ExportedFile> files = new ArrayList<>();
    files.add(directory.write(ExportDirectory.ONNX, models.onnx.bytes()));
    if (models.int8.isPresent()) {
      files.add(directory.write(ExportDirectory.INT8, models.int8.get().bytes()));
    }
    files.add(directory.write(ExportDirectory.DL4J, dl4j(model)));
    files.add(directory.write(ExportDirectory.MODEL, ModelSafetensors.write(model)));
    files.add(
        directory.write(
            ExportDirectory.ARCHITECTURE, ArchitectureJson.write(model.architecture())));
    Map<String, String> versions = new TreeMap<>(models.versions);
    versions.put(Release.PRODUCT, Release.VERSION);
    versions.put("java", System.getProperty("java.version"));
    versions.put("spark", spark.version());
    ExportSummary summary =
        new ExportSummary(
            directory.path(),
            file.path(),
            model.architecture(),
            files,
            OnnxModel.OPERATOR_SET,
            models.calibrationImages,
            models.figures,
            models.notes,
            versions);
    directory.commit(ExportJson.write(summary));
    return summary;
  }
}
