package org.fbnetspark.driver.export;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.evaluation.ComparedModel;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.export.ExportFigures;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.driver.rounds.Sent;
import org.fbnetspark.driver.rounds.ShardJobs;
import org.fbnetspark.driver.rounds.TrainingRounds;
import org.fbnetspark.executor.CalibrationTask;
import org.fbnetspark.executor.ComparisonTask;
import org.fbnetspark.executor.RuntimeTask;
import org.fbnetspark.export.OnnxModel;
import org.fbnetspark.export.ValueRange;
import org.fbnetspark.net.Engine;
import org.fbnetspark.wire.ExportedNetwork;
import org.fbnetspark.wire.FileComparison;
import org.fbnetspark.wire.NetWeights;
import org.fbnetspark.wire.RuntimeFound;
import org.fbnetspark.wire.TensorRange;

/**
 * What an export asks of the executors, a Spark task for each file of the data. Answers are put
 * together in the order of the files, so that they are the same whoever gave them.
 */
final class ExportRounds implements AutoCloseable {

  private final TrainedModel model;
  private final DatasetManifest data;
  private final TrainingRounds rounds;

  /**
   * Whether there is ONNX Runtime.
   *
   * @param versions found, in words
   * @param problem why an executor has none
   */
  record Runtimes(String versions, Optional<String> problem) {}

  /**
   * Rounds for one network.
   *
   * @param batch examples that are computed at once
   */
  ExportRounds(
      JavaSparkContext spark, TrainedModel model, DatasetManifest data, int batch, Engine engine) {
    this.model = model;
    this.data = data;
    rounds = new TrainingRounds(spark, ModelRun.of(spark, model, data, batch, engine), "export");
  }

  /** See {@link TrainingRounds#tellEngines}. */
  void tellEngines(Consumer<String> lines) {
    rounds.tellEngines(lines);
  }

  /** Loads ONNX Runtime wherever a file may be computed. */
  Runtimes runtimes() {
    List<RuntimeFound> found =
        jobs()
            .collect(
                "load ONNX Runtime",
                jobs().parts(rounds.training().shards()).map(new RuntimeTask()),
                done -> {});
    return new Runtimes(
        found.stream()
            .map(RuntimeFound::version)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", ")),
        found.stream().map(RuntimeFound::problem).filter(text -> !text.isEmpty()).findFirst());
  }

  /** Ranges of a model's tensors over training images. */
  Map<String, ValueRange> ranges(OnnxModel onnx, int images) {
    Broadcast<ExportedNetwork> network = broadcast(List.of(onnx));
    try {
      Map<String, ValueRange> ranges = new HashMap<>();
      for (List<TensorRange> file :
          jobs()
              .collect(
                  "calibration",
                  jobs()
                      .parts(data.train().size())
                      .map(new CalibrationTask(rounds.run(), network, images)),
                  done -> {})) {
        for (TensorRange found : file) {
          ValueRange before = ranges.getOrDefault(found.tensor(), ValueRange.ZEROS);
          ranges.put(found.tensor(), before.with(found.least(), found.greatest()));
        }
      }
      return ranges;
    } finally {
      Sent.takeBack(network);
    }
  }

  /** The network and its models on the test examples. */
  ExportFigures figures(OnnxModel onnx, Optional<OnnxModel> int8) {
    List<OnnxModel> models = new ArrayList<>(List.of(onnx));
    int8.ifPresent(models::add);
    Broadcast<ExportedNetwork> network = broadcast(models);
    try {
      int classes = data.classes().size();
      Evaluation engine = new Evaluation(classes);
      List<ComparedModel> compared =
          models.stream().map(each -> new ComparedModel(classes)).toList();
      jobs()
          .collect(
              "comparison",
              jobs().parts(data.test().size()).map(new ComparisonTask(rounds.run(), network)),
              done -> {})
          .stream()
          .sorted(Comparator.comparingInt(FileComparison::file))
          .forEach(
              file -> {
                engine.add(file.network());
                for (int i = 0; i < compared.size(); i++) {
                  compared.get(i).add(file.models().get(i));
                }
              });
      return new ExportFigures(
          data.name(), engine, compared.get(0), int8.map(present -> compared.get(1)));
    } finally {
      Sent.takeBack(network);
    }
  }

  private Broadcast<ExportedNetwork> broadcast(List<OnnxModel> models) {
    return jobs()
        .spark()
        .broadcast(
            new ExportedNetwork(
                new NetWeights(model.weights(), model.statistics()),
                models.stream().map(OnnxModel::bytes).toList()));
  }

  private ShardJobs jobs() {
    return rounds.jobs();
  }

  @Override
  public void close() {
    rounds.close();
  }
}
