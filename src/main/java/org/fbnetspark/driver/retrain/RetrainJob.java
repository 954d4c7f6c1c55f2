package org.fbnetspark.driver.retrain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.NetworkText;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.space.CellTraining;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.driver.prepare.RunData;
import org.fbnetspark.driver.rounds.ClusterFacts;
import org.fbnetspark.driver.rounds.SparkStorage;
import org.fbnetspark.driver.rounds.TaskSlots;
import org.fbnetspark.driver.rounds.TrainingPreflight;
import org.fbnetspark.executor.EvaluatedPart;
import org.fbnetspark.executor.LogicalShard;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.SplitPart;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.data.DatasetManifestJson;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.model.ModelSafetensors;
import org.fbnetspark.format.run.EvaluationJson;
import org.fbnetspark.format.run.RetrainSummaryJson;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.net.dl4j.TrainableGraph;
import org.fbnetspark.report.Description;
import org.fbnetspark.report.EvaluationText;
import org.fbnetspark.report.FigureLayout;
import org.fbnetspark.report.RetrainView;
import org.fbnetspark.retrain.CellRecipe;
import org.fbnetspark.retrain.RetrainEngine;
import org.fbnetspark.retrain.RetrainLoop;
import org.fbnetspark.retrain.RetrainRecipe;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.retrain.RetrainState;
import org.fbnetspark.retrain.RetrainSummary;
import org.fbnetspark.run.CheckpointFiles;
import org.fbnetspark.run.ConsoleProgress;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.MetricsFile;
import org.fbnetspark.run.ProgressGroup;
import org.fbnetspark.run.RetrainFiles;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.run.RunFacts;
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.sink.MetricsSink;
import org.fbnetspark.store.Storage;

/** Trains one network from scratch, from data to a model file, in its run directory. */
public final class RetrainJob {

  private final JavaSparkContext spark;
  private final Storage storage;
  private final Experiment experiment;
  private final NetworkSource source;
  private final RunStart start;
  private final Consumer<String> lines;

  /**
   * A training on a running Spark application.
   *
   * @param source of the network to train
   * @param lines takes what is said to a person
   */
  public RetrainJob(
      JavaSparkContext spark,
      Experiment experiment,
      NetworkSource source,
      RunStart start,
      Consumer<String> lines) {
    this.spark = spark;
    this.storage = SparkStorage.of(spark);
    this.experiment = experiment;
    this.source = source;
    this.start = start;
    this.lines = lines;
  }

  /**
   * Trains, or goes on training, and judges the best network on the test examples.
   *
   * @throws JobRefusedException where the training could not work; nothing was trained then
   * @throws IOException where a file is missing, damaged or cannot be written
   */
  public RetrainSummary run() throws IOException {
    return with(this::finish);
  }

  /** The same without the test examples: the epoch that did best on what is held out. */
  public RetrainState.Best train() throws IOException {
    return with(trained -> trained.end().best().orElseThrow());
  }

  /** What is done with the workers once they have trained. */
  private interface Ending<T> {
    T of(Trained trained) throws IOException;
  }

  /** A training that is over, and what is needed to finish. */
  private record Trained(
      RunDirectory directory,
      DatasetManifest data,
      RetrainRecipe recipe,
      SparkRetrainWorkers workers,
      ConsoleProgress progress,
      RetrainState end) {}

  private <T> T with(Ending<T> ending) throws IOException {
    return start.claimed(storage, directory -> with(directory, ending));
  }

  private <T> T with(RunDirectory directory, Ending<T> ending) throws IOException {
    TrainingPreflight.serializer(spark.getConf())
        .ifPresent(
            problem -> {
              throw new JobRefusedException(problem);
            });
    storage.commitNote(directory.path()).ifPresent(lines);
    RunData examples = new RunData(experiment);
    check(examples.expected(directory, start.resume()), lines);
    DatasetManifest data = examples.manifest(spark, directory, start.resume(), lines);
    Network network = source.of(data);
    RetrainRecipe recipe = experiment.retrain().of(data.shape());
    TrainingRun training = training(network, recipe, data);
    RetrainFiles files = files(directory, network, training, recipe, data);
    if (!files.states().any()) {
      writeBeginning(directory, network, recipe, files, data);
    }
    lines.accept(Description.text(network, Optional.empty()).stripTrailing());
    lines.accept("recipe " + recipe.inWords());
    RetrainState initial =
        RetrainState.initial(
            recipe.settings().seed(),
            new WeightLayout(training.net().network())
                .initialWeights(training.seeds().child("initial weights")));
    try (MetricsSink sinks = experiment.sinks().open(storage, directory.path(), this::warn);
        SparkRetrainWorkers workers = new SparkRetrainWorkers(spark, recipe.settings(), training)) {
      workers.tellEngines(lines);
      ConsoleProgress progress =
          new ConsoleProgress(
              FigureLayout.of(RunKind.RETRAIN, List.of()),
              recipe.settings().schedule(),
              recipe.settings().shards(),
              experiment.progressSeconds(),
              lines);
      MetricsFile metrics = new MetricsFile(storage, directory.metrics(), sinks::epoch);
      RetrainState end =
          new RetrainLoop(
                  recipe.settings(),
                  workers.trainers(network),
                  files,
                  new ProgressGroup(List.of(metrics, progress)))
              .run(initial);
      T outcome = ending.of(new Trained(directory, data, recipe, workers, progress, end));
      sinks.finished();
      return outcome;
    }
  }

  /**
   * Refuses what could not work before images are drawn.
   *
   * @param expected the data set, or what it will be
   * @throws JobRefusedException with all that is wrong
   */
  public void check(DatasetManifest expected) {
    check(expected, told -> {});
  }

  private void check(DatasetManifest expected, Consumer<String> told) {
    Network network = source.of(expected);
    RetrainRecipe recipe = experiment.retrain().of(expected.shape());
    TrainingRun training = training(network, recipe, expected);
    TaskSlots slots = TaskSlots.of(spark, recipe.settings().shards());
    TrainingPreflight rounds = new TrainingPreflight("retrain", kept(recipe.settings()));
    rounds.told(training, slots).forEach(told);
    List<String> problems =
        new ArrayList<>(rounds.problems(training, List.of(SplitPart.WEIGHTS), slots));
    problems.addAll(problems(network, recipe.settings(), training));
    refuse(problems);
  }

  /**
   * Vectors that are kept from round to round. The average is one more, where it is not the weights
   * themselves.
   */
  static int kept(RetrainSettings train) {
    return train.outer().vectors() + (train.averageDecay() > 0 ? 1 : 0);
  }

  private static List<String> problems(
      Network network, RetrainSettings train, TrainingRun training) {
    List<String> problems = new ArrayList<>();
    boolean judged =
        IntStream.range(0, training.shards())
            .anyMatch(i -> new LogicalShard(training, i).examples(SplitPart.HELD_OUT) > 0);
    if (!judged) {
      problems.add(
          "retrain.held-out-share leaves no training image to judge the network by, for each file is"
              + " split by itself; raise it");
    }
    if (train.engine() == RetrainEngine.DL4J_SPARK) {
      TrainableGraph.problems(network)
          .forEach(
              problem ->
                  problems.add(
                      "retrain.engine cannot be dl4j-spark: " + problem + "; set it to rounds"));
    }
    return problems;
  }

  private RetrainFiles files(
      RunDirectory directory,
      Network network,
      TrainingRun training,
      RetrainRecipe recipe,
      DatasetManifest data)
      throws IOException {
    CheckpointFiles<RetrainState> checkpoints =
        new CheckpointFiles<>(
            RetrainFiles.CODEC,
            directory,
            identity(training, recipe, data),
            Optional.of(start.config()),
            experiment.checkpoints(),
            this::warn);
    return new RetrainFiles(
        checkpoints, directory, (weights, statistics) -> model(network, weights, statistics, data));
  }

  /** The network itself, whose values are the first of those trained. */
  private static TrainedModel model(
      Network network, float[] weights, float[] statistics, DatasetManifest data) {
    WeightLayout own = new WeightLayout(network);
    return new TrainedModel(
        network,
        Arrays.copyOf(weights, own.length()),
        Arrays.copyOf(statistics, own.statisticsLength()),
        data.classNames(),
        data.statistics());
  }

  private void warn(String warning) {
    lines.accept("warning: " + warning);
  }

  private static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new JobRefusedException(problems);
    }
  }

  private TrainingRun training(Network network, RetrainRecipe recipe, DatasetManifest data) {
    RetrainSettings train = recipe.settings();
    SeedTree seeds = new SeedTree(train.seed()).child("retrain");
    return new TrainingRun(
        new NetKey(trained(network, train.cells()), train.batch(), experiment.engine()),
        TaskSlots.buffers(spark).bytes(),
        seeds,
        train.shards(),
        new TrainingRun.Examples(
            storage, data, new DataSplit(1 - train.heldOutShare(), seeds), recipe.augmentation()));
  }

  private static Network trained(Network network, CellRecipe recipe) {
    try {
      return CellTraining.of(network, recipe.auxiliaryWeight(), recipe.dropPath() > 0).network();
    } catch (IllegalArgumentException notOfCells) {
      throw new JobRefusedException(
          "retrain.auxiliary-weight is "
              + recipe.auxiliaryWeight()
              + " and retrain.drop-path "
              + recipe.dropPath()
              + ", but "
              + notOfCells.getMessage()
              + "; set both to 0");
    }
  }

  private RunIdentity identity(TrainingRun training, RetrainRecipe recipe, DatasetManifest data)
      throws IOException {
    return new RunIdentity(
        Sha256.of(recipe + " " + experiment.engine()),
        Sha256.of(NetworkText.of(training.net().network())),
        Sha256.of(""),
        Sha256.of(DatasetManifestJson.write(data)));
  }

  private void writeBeginning(
      RunDirectory directory,
      Network network,
      RetrainRecipe recipe,
      RetrainFiles files,
      DatasetManifest data)
      throws IOException {
    directory.keep(start.config());
    storage.replace(directory.architecture(), ArchitectureJson.write(network));
    Map<String, String> facts =
        RunFacts.of(
            RunKind.RETRAIN,
            recipe.settings().seed(),
            experiment.engine(),
            data.source(),
            ClusterFacts.of(spark));
    facts.put("trainedBy", recipe.settings().engine().key());
    facts.put(RunFacts.RECIPE, recipe.name());
    storage.replace(directory.manifest(), RunManifestJson.write(files.states().identity(), facts));
  }

  private RetrainSummary finish(Trained trained) throws IOException {
    RunDirectory directory = trained.directory();
    DatasetManifest data = trained.data();
    RetrainState end = trained.end();
    TrainedModel best =
        ModelSafetensors.read(
            storage.read(directory.model(), ModelSafetensors.MOST_BYTES), directory.model());
    Optional<Evaluation> test =
        data.testExamples() == 0
            ? Optional.empty()
            : Optional.of(
                trained
                    .workers()
                    .evaluation(best.weights(), best.statistics(), EvaluatedPart.TEST));
    if (test.isPresent()) {
      String text =
          EvaluationJson.text(test.get(), directory.model(), data.name(), data.classNames());
      storage.replace(directory.evaluation(), text.getBytes(StandardCharsets.UTF_8));
    }
    RetrainSummary summary =
        new RetrainSummary(
            directory.path(),
            best.architecture(),
            trained.recipe().name(),
            end.best().orElseThrow(),
            test,
            Sha256.of(end.average().values()),
            trained.progress().imagesPerSecond(),
            end.epoch(),
            trained.recipe().settings().shards(),
            end.seed());
    storage.replace(directory.summary(), RetrainSummaryJson.write(summary));
    lines.accept("");
    lines.accept(
        String.format(
            Locale.ROOT,
            "held out       %.2f %% in epoch %d, by which it was chosen",
            100 * summary.best().accuracy(),
            summary.best().epoch() + 1));
    test.ifPresent(found -> EvaluationText.lines(found, data.classNames()).forEach(lines));
    RunFiles.writeReport(
        directory, files -> new RetrainView(files.retraining(experiment.retrain())), lines);
    lines.accept("model          " + directory.model());
    return summary;
  }
}
