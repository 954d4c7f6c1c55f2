package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.driver.prepare.FittedSpace;
import org.fbnetspark.driver.prepare.RunData;
import org.fbnetspark.driver.retrain.NetworkSource;
import org.fbnetspark.driver.retrain.RetrainJob;
import org.fbnetspark.driver.rounds.ClusterFacts;
import org.fbnetspark.driver.rounds.SparkStorage;
import org.fbnetspark.driver.rounds.TaskSlots;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.SearchRun;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.ExperimentGoal;
import org.fbnetspark.format.data.DatasetManifestJson;
import org.fbnetspark.format.run.GoalsSummaryJson;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.report.FigureLayout;
import org.fbnetspark.report.GoalsView;
import org.fbnetspark.report.SearchView;
import org.fbnetspark.run.CheckpointFiles;
import org.fbnetspark.run.ConsoleProgress;
import org.fbnetspark.run.GoalMetrics;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.MetricsFile;
import org.fbnetspark.run.ProgressGroup;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.run.RunFacts;
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.run.SearchCheckpoints;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.search.GoalOutcome;
import org.fbnetspark.search.SearchLoop;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.sink.MetricsSink;
import org.fbnetspark.store.Storage;

/** One search from data to architecture, written to its run directory. */
public final class SearchJob {

  private final JavaSparkContext spark;
  private final Storage storage;
  private final Experiment experiment;
  private final RunStart start;
  private final SearchSettings search;
  private final Consumer<String> lines;

  /**
   * A search on a running Spark application.
   *
   * @param lines takes what is said to a person
   */
  public SearchJob(
      JavaSparkContext spark, Experiment experiment, RunStart start, Consumer<String> lines) {
    this.spark = spark;
    this.storage = SparkStorage.of(spark);
    this.experiment = experiment;
    this.start = start;
    this.search = experiment.search();
    this.lines = lines;
  }

  /**
   * Searches, or goes on searching.
   *
   * @return the outcome of each goal, at least one
   * @throws JobRefusedException where the search could not work; nothing was trained then
   * @throws IOException where a file is missing, damaged or cannot be written
   */
  public List<GoalOutcome> run() throws IOException {
    return start.claimed(storage, this::run);
  }

  private List<GoalOutcome> run(RunDirectory directory) throws IOException {
    RunFiles.refuseGoal(directory);
    List<GoalRun> goals = GoalRun.of(spark, experiment, start, directory, lines);
    SearchPreflight.checkSpark(
        spark.getConf(),
        goals.stream().anyMatch(goal -> goal.experiment().costs().latencyTable().isEmpty()));
    RunData source = new RunData(experiment);
    check(source.expected(directory, start.resume()), goals);
    DatasetManifest data = source.manifest(spark, directory, start.resume(), lines);
    Space space = space(data);
    List<PricedGoal> priced = new ArrayList<>();
    for (GoalRun goal : goals) {
      priced.add(goal.priced(space));
    }
    SearchRun run =
        new SearchRun(
            training(space, data),
            search.gates(),
            search.costUnder(),
            priced.stream().map(PricedGoal::loss).toList());
    RunIdentity identity = identity(space, priced, data);
    CheckpointFiles<SearchState> checkpoints =
        new CheckpointFiles<>(
            SearchCheckpoints.CODEC,
            directory,
            identity,
            Optional.of(start.config()),
            experiment.checkpoints(),
            this::warn);
    if (!checkpoints.any()) {
      writeBeginning(directory, identity, data, priced);
    }
    try (MetricsSink sinks = experiment.sinks().open(storage, directory.path(), this::warn)) {
      ConsoleProgress progress = progress(directory);
      ProgressGroup told =
          new ProgressGroup(
              List.of(
                  new MetricsFile(storage, directory.metrics(), sinks::epoch),
                  goalMetrics(directory),
                  progress));
      SearchState end = search(run, space, priced, checkpoints, told, progress);
      List<GoalOutcome> outcomes = outcomes(directory, priced, end, progress.imagesPerSecond());
      sinks.finished();
      writeReport(directory);
      lines.accept("run directory  " + directory.path());
      return outcomes;
    }
  }

  private ConsoleProgress progress(RunDirectory directory) {
    return new ConsoleProgress(
        FigureLayout.of(RunKind.SEARCH, names()),
        search.schedule(),
        search.shards(),
        experiment.progressSeconds(),
        lines);
  }

  private List<String> names() {
    return experiment.goals().stream().map(ExperimentGoal::name).toList();
  }

  private GoalMetrics goalMetrics(RunDirectory directory) {
    return new GoalMetrics(
        names().stream().collect(Collectors.toMap(name -> name, directory::goal)));
  }

  private List<GoalOutcome> outcomes(
      RunDirectory directory, List<PricedGoal> goals, SearchState end, Optional<Double> pace)
      throws IOException {
    String dataset = experiment.data().path().orElse(directory.data());
    List<GoalOutcome> outcomes = new ArrayList<>();
    for (PricedGoal goal : goals) {
      GoalRun run = goal.run();
      if (run.oneOfSeveral()) {
        lines.accept("");
        lines.accept("goal " + (outcomes.size() + 1) + " of " + goals.size() + ": " + run.name());
      }
      Theta theta = end.goals().get(outcomes.size()).theta();
      outcomes.add(
          new GoalOutcome(run.name(), goal.outcome(spark, dataset, lines).of(end, theta, pace)));
      if (run.oneOfSeveral()) {
        writeReport(run.directory(), run.experiment());
      }
    }
    if (goals.get(0).run().oneOfSeveral()) {
      storage.replace(directory.summary(), GoalsSummaryJson.write(directory.path(), outcomes));
    }
    return outcomes;
  }

  private void writeReport(RunDirectory directory) {
    if (experiment.goals().isEmpty()) {
      writeReport(directory, experiment);
    } else {
      RunFiles.writeReport(
          directory, files -> new GoalsView(files.goals(search, experiment.goalSettings())), lines);
    }
  }

  private void writeReport(RunDirectory directory, Experiment own) {
    RunFiles.writeReport(
        directory, files -> new SearchView(files.search(own.search(), own.costs())), lines);
  }

  private void warn(String warning) {
    lines.accept("warning: " + warning);
  }

  private SearchState search(
      SearchRun run,
      Space space,
      List<PricedGoal> goals,
      CheckpointFiles<SearchState> checkpoints,
      TrainingProgress told,
      ConsoleProgress progress) {
    try (SparkWorkers workers = new SparkWorkers(spark, search, run, progress::running)) {
      workers.tellEngines(lines);
      search.annealing().ifPresent(this::warn);
      return new SearchLoop(
              search,
              goals.stream().map(PricedGoal::goal).toList(),
              workers,
              new SearchCheckpoints(checkpoints),
              told)
          .run(
              SearchState.initial(
                  search.seed(),
                  Collections.nCopies(goals.size(), Theta.uniform(space)),
                  Weights.initial(
                      new WeightLayout(space.network())
                          .initialWeights(run.training().seeds().child("initial weights")))));
    }
  }

  /** Refuses what could not work before images are drawn and latencies timed. */
  private void check(DatasetManifest expected, List<GoalRun> goals) throws IOException {
    Space space = space(expected);
    TrainingRun training = training(space, expected);
    SearchPreflight.checkTraining(training, search.gates(), TaskSlots.of(spark, search.shards()));
    SearchPreflight.checkAlternation(training, search);
    SearchPreflight.checkWidths(space.network(), search.widths());
    experiment.ofFinalist("").ifPresent(own -> checkFinalists(own, space, expected));
    for (GoalRun goal : goals) {
      goal.check(space);
    }
  }

  /** Any architecture of the space is retrained from the same files in the same batches. */
  private void checkFinalists(Experiment own, Space space, DatasetManifest expected) {
    Network any = space.at(new int[space.choices().size()]);
    new RetrainJob(spark, own, new NetworkSource.Fixed(any, any.name()), start, lines)
        .check(expected);
  }

  private Space space(DatasetManifest data) {
    return FittedSpace.of(experiment.space(), data);
  }

  private TrainingRun training(Space space, DatasetManifest data) {
    SeedTree seeds = new SeedTree(search.seed());
    String name = UUID.randomUUID().toString();
    return new TrainingRun(
        new NetKey(name, space.network(), search.batch(), experiment.engine()),
        seeds,
        search.shards(),
        new TrainingRun.Examples(
            storage,
            data,
            new DataSplit(experiment.data().weightShare(), seeds),
            experiment.data().augmentation()));
  }

  private RunIdentity identity(Space space, List<PricedGoal> goals, DatasetManifest data)
      throws IOException {
    String searched =
        goals.stream()
            .map(goal -> goal.run().name() + goal.run().experiment().search())
            .collect(Collectors.joining(" "));
    String decisive =
        searched
            + " weightShare "
            + experiment.data().weightShare()
            + " "
            + experiment.data().augmentation()
            + " "
            + experiment.engine();
    return new RunIdentity(
        Sha256.of(decisive),
        Sha256.of(space.text()),
        Sha256.of(goals.stream().map(PricedGoal::identity).collect(Collectors.joining(" "))),
        Sha256.of(DatasetManifestJson.write(data)));
  }

  /** The beginning of the whole comes last: without it, there is no run. */
  private void writeBeginning(
      RunDirectory directory, RunIdentity identity, DatasetManifest data, List<PricedGoal> goals)
      throws IOException {
    Map<String, String> facts =
        RunFacts.of(
            RunKind.SEARCH,
            search.seed(),
            experiment.engine(),
            data.source(),
            ClusterFacts.of(spark));
    for (PricedGoal goal : goals) {
      Map<String, String> own = new TreeMap<>(facts);
      if (goal.run().oneOfSeveral()) {
        own.put(RunFacts.GOAL, goal.run().name());
      }
      goal.begin(identity, own);
    }
    if (!experiment.goals().isEmpty()) {
      facts.putAll(RunRecord.ofGoals(names()));
      directory.keep(start.config());
      storage.replace(directory.manifest(), RunManifestJson.write(identity, facts));
    }
  }
}
