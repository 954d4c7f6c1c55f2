package org.fbnetspark.driver.export;

import java.io.IOException;
import java.util.List;
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
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.run.EvaluationJson;
import org.fbnetspark.report.EvaluationText;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.store.Storage;
import org.fbnetspark.wire.NetWeights;

/** Judges a trained network on the test examples of a data set. */
public final class EvaluateJob {

  private final JavaSparkContext spark;
  private final Experiment experiment;
  private final String model;
  private final Consumer<String> lines;

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
   * @param model run directory or file
   * @param lines takes what is said to a person
   */
  public EvaluateJob(
      JavaSparkContext spark, Experiment experiment, String model, Consumer<String> lines) {
    this.spark = spark;
    this.experiment = experiment;
    this.model = model;
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
    ModelFile file = ModelFile.read(storage, model);
    DatasetManifest data =
        file.data(storage, experiment.data().path())
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
    TrainedModel trained = file.model();
    int batch = experiment.retrain().of(data.shape()).settings().batch();
    TrainingRun run = ModelRun.of(spark, trained, data, batch, experiment.engine());
    try (TrainingRounds rounds = new TrainingRounds(spark, run, "evaluation")) {
      rounds.tellEngines(lines);
      Evaluation evaluation =
          new PartEvaluation(rounds)
              .of(new NetWeights(trained.weights(), trained.statistics()), EvaluatedPart.TEST);
      return new Outcome(
          EvaluationText.lines(evaluation, trained.classes()),
          EvaluationJson.text(evaluation, file.path(), data.name(), trained.classes()));
    }
  }
}
