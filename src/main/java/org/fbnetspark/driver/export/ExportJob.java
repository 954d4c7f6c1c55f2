package org.fbnetspark.driver.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.export.ExportFigures;
import org.fbnetspark.domain.export.ExportSummary;
import org.fbnetspark.domain.export.ExportedFile;
import org.fbnetspark.domain.export.ModelLatency;
import org.fbnetspark.domain.name.Release;
import org.fbnetspark.domain.train.PopulationStatistics;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.driver.profile.ProfilePreflight;
import org.fbnetspark.driver.rounds.SparkStorage;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.export.OnnxModel;
import org.fbnetspark.export.QuantisedEdges;
import org.fbnetspark.export.TrainedWeights;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.model.ExportJson;
import org.fbnetspark.format.model.ModelSafetensors;
import org.fbnetspark.format.model.OnnxProperties;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.dl4j.Dl4jNetwork;
import org.fbnetspark.profile.Dtype;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.run.Claim;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.store.Storage;

/**
 * Exports a trained network, and compares what is exported with the network itself. Everything is
 * computed before anything is written.
 */
public final class ExportJob {

  private final JavaSparkContext spark;
  private final Experiment experiment;
  private final String model;
  private final String output;
  private final Consumer<String> lines;

  /**
   * What the data has told.
   *
   * @param int8 the model in 8 bits
   * @param calibrationImages behind it; 0 without one
   * @param figures of the models on test images
   * @param latencies of the models
   * @param notes what was left out, and why
   * @param runtime versions of ONNX Runtime, in words; empty where it was not used
   */
  private record Judged(
      Optional<OnnxModel> int8,
      int calibrationImages,
      Optional<ExportFigures> figures,
      List<ModelLatency> latencies,
      List<String> notes,
      String runtime) {

    static Judged nothing(String reason) {
      return new Judged(
          Optional.empty(),
          0,
          Optional.empty(),
          List.of(),
          List.of("no figures and no " + ExportDirectory.INT8 + ": " + reason),
          "");
    }
  }

  /**
   * An export on a running Spark application.
   *
   * @param model run directory or file
   * @param output directory that is written
   * @param lines takes what is said to a person on the way
   */
  public ExportJob(
      JavaSparkContext spark,
      Experiment experiment,
      String model,
      String output,
      Consumer<String> lines) {
    this.spark = spark;
    this.experiment = experiment;
    this.model = model;
    this.output = output;
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
    ModelFile file = ModelFile.read(storage, model);
    try (Claim claim = Claim.of(storage, output)) {
      return run(storage, file, ExportDirectory.open(claim));
    }
  }

  private ExportSummary run(Storage storage, ModelFile file, ExportDirectory directory)
      throws IOException {
    Optional<DatasetManifest> data = file.data(storage, experiment.data().path());
    TrainedModel model = file.model();
    OnnxModel onnx =
        OnnxModel.of(
                model.architecture(),
                new TrainedWeights(model, PopulationStatistics.EPSILON),
                OptionalInt.empty())
            .withProperties(OnnxProperties.of(model));
    Judged judged =
        data.isPresent()
            ? judge(onnx, model, storage, data.get())
            : Judged.nothing(
                "data.path is not set, and " + file.directory() + " has no data of its own");
    return written(directory, file, onnx, judged);
  }

  private Judged judge(OnnxModel onnx, TrainedModel model, Storage storage, DatasetManifest data) {
    int batch = experiment.retrain().of(data.shape()).settings().batch();
    try (ExportRounds rounds = new ExportRounds(spark, model, data, batch, experiment.engine())) {
      rounds.tellEngines(lines);
      ExportRounds.Runtimes runtimes = rounds.runtimes();
      if (runtimes.problem().isPresent()) {
        return Judged.nothing(runtimes.problem().get());
      }
      List<String> notes = new ArrayList<>();
      Optional<OnnxModel> int8 = Optional.empty();
      int images = 0;
      if (experiment.export().int8()) {
        lines.accept("calibrating " + ExportDirectory.INT8);
        images = (int) Math.min(experiment.export().calibrationImages(), data.trainExamples());
        int8 = Optional.of(onnx.quantised(rounds.ranges(onnx, images), QuantisedEdges.FLOAT));
      } else {
        notes.add("no " + ExportDirectory.INT8 + ": export.int8 is false");
      }
      Optional<ExportFigures> figures = Optional.empty();
      if (data.testExamples() > 0) {
        lines.accept("comparing on " + data.testExamples() + " test images");
        figures = Optional.of(rounds.figures(onnx, int8));
      } else {
        notes.add("no figures: data set " + data.name() + " has no test examples");
      }
      List<ModelLatency> latencies = latencies(model, int8.isPresent(), notes);
      return new Judged(int8, images, figures, latencies, notes, runtimes.versions());
    }
  }

  private List<ModelLatency> latencies(TrainedModel model, boolean int8, List<String> notes) {
    if (!experiment.export().latency()) {
      notes.add("no latencies: export.latency is false");
      return List.of();
    }
    lines.accept("timing the models");
    ModelTimer timer =
        new ModelTimer(
            spark,
            experiment.profile(),
            experiment.engine(),
            experiment.retrain().of(model.architecture().input().shape()).settings().seed(),
            lines);
    List<ModelLatency> latencies = new ArrayList<>();
    try {
      ProfilePreflight.check(spark.getConf());
      latencies.addAll(timer.time(ExportDirectory.ONNX, model.architecture(), Dtype.FP32));
      if (int8) {
        latencies.addAll(timer.time(ExportDirectory.INT8, model.architecture(), Dtype.INT8));
      }
    } catch (JobRefusedException refused) {
      notes.add("no latencies: " + refused.getMessage());
    }
    return latencies;
  }

  /**
   * The file of DL4J; who trains it further begins with the settings of the retraining. Empty where
   * no such file can hold the network, which the notes tell.
   */
  private Optional<byte[]> dl4j(TrainedModel model, List<String> notes) {
    RetrainSettings training =
        experiment.retrain().of(model.architecture().input().shape()).settings();
    SgdStep step =
        new SgdStep(training.learningRate().at(0), training.momentum(), training.weightDecay());
    try {
      return Optional.of(Dl4jNetwork.bytes(Dl4jNetwork.of(model, step, training.seed())));
    } catch (IllegalArgumentException unfit) {
      notes.add("no " + ExportDirectory.DL4J + ": " + unfit.getMessage());
      return Optional.empty();
    }
  }

  private ExportSummary written(
      ExportDirectory directory, ModelFile file, OnnxModel onnx, Judged judged) throws IOException {
    TrainedModel model = file.model();
    List<String> notes = new ArrayList<>(judged.notes());
    Optional<byte[]> dl4j = dl4j(model, notes);
    List<ExportedFile> files = new ArrayList<>();
    files.add(directory.write(ExportDirectory.ONNX, onnx.bytes()));
    if (judged.int8().isPresent()) {
      files.add(directory.write(ExportDirectory.INT8, judged.int8().get().bytes()));
    }
    if (dl4j.isPresent()) {
      files.add(directory.write(ExportDirectory.DL4J, dl4j.get()));
    }
    files.add(directory.write(ExportDirectory.MODEL, ModelSafetensors.write(model)));
    files.add(
        directory.write(
            ExportDirectory.ARCHITECTURE, ArchitectureJson.write(model.architecture())));
    ExportSummary summary =
        new ExportSummary(
            directory.path(),
            file.path(),
            model.architecture(),
            files,
            OnnxModel.OPERATOR_SET,
            judged.calibrationImages(),
            judged.figures(),
            judged.latencies(),
            notes,
            versions(judged.runtime()));
    directory.commit(ExportJson.write(summary));
    return summary;
  }

  private Map<String, String> versions(String runtime) {
    Map<String, String> versions = new TreeMap<>();
    versions.put(Release.PRODUCT, Release.VERSION);
    versions.put("java", System.getProperty("java.version"));
    versions.put("spark", spark.version());
    if (!runtime.isEmpty()) {
      versions.put("onnxruntime", runtime);
    }
    return versions;
  }
}
