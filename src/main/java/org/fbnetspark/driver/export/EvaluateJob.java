package org.fbnetspark.driver.export;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.driver.rounds.PartEvaluation;
import org.fbnetspark.driver.rounds.SparkStorage;
import org.fbnetspark.driver.rounds.TrainingRounds;
import org.fbnetspark.executor.EvaluatedPart;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.format.run.EvaluationJson;
import org.fbnetspark.net.Engine;
import org.fbnetspark.report.EvaluationText;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.store.Storage;
import org.fbnetspark.wire.NetWeights;

/** Judges a trained network on the test examples of a data set. */
public final class EvaluateJob {

  private final JavaSparkContext spark;
  private final Settings settings;
  private final Consumer<String> lines;

  /**
   * What the job is told.
   *
   * @param model run directory or file
   * @param data directory of a prepared data set
   * @param recipes whose batch is used
   * @param engine who computes the network
   */
  public record Settings(
      String model, Optional<String> data, RetrainRecipes recipes, Engine engine) {}

  /**
   * What came out.
   *
   * @param lines for a person
   * @param json the document {@code evaluation.json}
   */
  public record Outcome(List<String> lines, String json) {}

  /**
   * An evaluation on a running Spark application.
   *
   * @param lines takes what is said to a person
   */
  public EvaluateJob(JavaSparkContext spark, Settings settings, Consumer<String> lines) {
    this.spark = spark;
    this.settings = settings;
    this.lines = lines;
  }

  /**
   * Evaluates.
   *
   * @throws JobRefusedException where model and data do not fit together
   * @throws IOException where a file is missing or damaged
   */
  public Outcome run() throws IOException {
    Storage storage = SparkStorage.of(spark);
    ModelFile file = ModelFile.read(storage, settings.model());
    DatasetManifest data =
        file.data(storage, settings.data())
            .orElseThrow(
                () ->
                    new JobRefusedException(
                        "data.path is not set, and "
                            + file.directory()
                            + " has no data of its own; set data.path"));
    if (data.testExamples() == 0) {
      throw new JobRefusedException(
          "Data set "
              + data.name()
              + " has no test examples; prepare it with prepare.test-share above 0");
    }
    TrainedModel model = file.model();
    int batch = settings.recipes().of(data.shape()).settings().batch();
    TrainingRun run = ModelRun.of(model, storage, data, batch, settings.engine());
    try (TrainingRounds rounds = new TrainingRounds(spark, run, "evaluation")) {
      rounds.tellEngines(lines);
      Evaluation evaluation =
          new PartEvaluation(rounds)
              .of(new NetWeights(model.weights(), model.statistics()), EvaluatedPart.TEST);
      return new Outcome(
          EvaluationText.lines(evaluation, model.classes()),
          EvaluationJson.text(evaluation, file.path(), data.name(), model.classes()));
    }
  }
}
