package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.driver.prepare.FittedSpace;
import org.fbnetspark.driver.prepare.RunData;
import org.fbnetspark.driver.retrain.NetworkSource;
import org.fbnetspark.driver.retrain.RetrainJob;
import org.fbnetspark.driver.rounds.ClusterFacts;
import org.fbnetspark.driver.rounds.HeapNeed;
import org.fbnetspark.driver.rounds.SparkStorage;
import org.fbnetspark.driver.rounds.TaskSlots;
import org.fbnetspark.driver.rounds.TrainingPreflight;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.SearchRun;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.ExperimentGoal;
import org.fbnetspark.format.run.GoalsSummaryJson;
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
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.run.SearchCheckpoints;
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
  private final Optional<Weights> warmedUp;
  private final List<TrainingProgress> watchers;

  /**
   * A search on a running Spark application.
   *
   * @param lines takes what is said to a person
   */
  public SearchJob(
      JavaSparkContext spark, Experiment experiment, RunStart start, Consumer<String> lines) {
    this(spark, experiment, start, lines, Optional.empty(), List.of());
  }

  /**
   * One among several.
   *
   * @param warmedUp the weights after the epochs in which theta stands still, where another job has
   *     trained those; what this one has kept itself comes before
   * @param watchers are told of rounds and epochs
   */
  public SearchJob(
      JavaSparkContext spark,
      Experiment experiment,
      RunStart start,
      Consumer<String> lines,
      Optional<Weights> warmedUp,
      List<TrainingProgress> watchers) {
    this.warmedUp = warmedUp;
    this.watchers = List.copyOf(watchers);
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
    return start.claimed(storage, directory -> run(directory, this::whole));
  }

  /**
   * The same of the epochs in which theta stands still, and of no more: for searches that agree in
   * them.
   *
   * @return the weights after them
   */
  public Weights warmUp() throws IOException {
    return start.claimed(storage, directory -> run(directory, this::warmUp));
  }

  /** A search whose state is known, and what it is held to. */
  private record Begun(
      RunDirectory directory,
      Space space,
      SearchRun run,
      List<PricedGoal> goals,
      CheckpointFiles<SearchState> checkpoints) {}

  /** What becomes of it. */
  private interface Ending<T> {
    T of(Begun begun) throws IOException;
  }

  private <T> T run(RunDirectory directory, Ending<T> ending) throws IOException {
    RunFiles.refuseGoal(directory);
    storage.commitNote(directory.path()).ifPresent(lines);
    List<GoalRun> goals = goals(directory);
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
            gates(space),
            search.costUnder(),
            priced.stream().map(PricedGoal::loss).toList());
    SearchBeginning beginning = new SearchBeginning(experiment, space, priced, data);
    CheckpointFiles<SearchState> checkpoints =
        new CheckpointFiles<>(
            SearchCheckpoints.CODEC,
            directory,
            beginning.identity(),
            Optional.of(start.config()),
            experiment.checkpoints(),
            this::warn);
    if (!checkpoints.any()) {
      beginning.write(directory, start.config(), ClusterFacts.of(spark));
    }
    return ending.of(new Begun(directory, space, run, priced, checkpoints));
  }

  private List<GoalOutcome> whole(Begun begun) throws IOException {
    RunDirectory directory = begun.directory();
    ConsoleProgress progress = progress();
    try (MetricsSink sinks = experiment.sinks().open(storage, directory.path(), this::warn)) {
      SearchState end = search(begun, sinks, progress, SearchLoop::run);
      List<GoalOutcome> outcomes =
          outcomes(directory, begun.goals(), end, progress.imagesPerSecond());
      sinks.finished();
      writeReport(directory);
      lines.accept("run directory  " + directory.path());
      return outcomes;
    }
  }

  private Weights warmUp(Begun begun) throws IOException {
    String path = begun.directory().path();
    int epochs = search.warmupEpochs();
    Optional<SearchState> kept = new SearchCheckpoints(begun.checkpoints()).latest();
    if (kept.filter(state -> state.epoch() > epochs).isPresent()) {
      throw new JobRefusedException(
          path + " has gone on beyond the epochs that searches share; delete it");
    }
    if (kept.filter(state -> state.epoch() == epochs).isPresent()) {
      return kept.get().weights();
    }
    try (MetricsSink sinks = experiment.sinks().open(storage, path, this::warn)) {
      return search(begun, sinks, progress(), SearchLoop::warmUp).weights();
    }
  }

  private List<GoalRun> goals(RunDirectory directory) {
    List<GoalRun> goals = GoalRun.of(spark, experiment, start, directory, lines);
    SearchPreflight.checkSpark(
        spark.getConf(),
        goals.stream().anyMatch(goal -> goal.experiment().costs().latencyTable().isEmpty()));
    return goals;
  }

  private ConsoleProgress progress() {
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
      Begun begun,
      MetricsSink sinks,
      ConsoleProgress progress,
      BiFunction<SearchLoop, SearchState, SearchState> part) {
    SearchRun run = begun.run();
    List<TrainingProgress> told = new ArrayList<>();
    told.add(new MetricsFile(storage, begun.directory().metrics(), sinks::epoch));
    told.add(goalMetrics(begun.directory()));
    told.add(progress);
    told.addAll(watchers);
    try (SparkWorkers workers = new SparkWorkers(spark, search, run, progress::running)) {
      workers.tellEngines(lines);
      search.annealing().ifPresent(this::warn);
      SearchLoop loop =
          new SearchLoop(
              search,
              begun.goals().stream().map(PricedGoal::goal).toList(),
              workers,
              new SearchCheckpoints(begun.checkpoints()),
              new ProgressGroup(told));
      return part.apply(loop, initial(begun));
    }
  }

  private SearchState initial(Begun begun) {
    List<Theta> thetas = Collections.nCopies(begun.goals().size(), Theta.uniform(begun.space()));
    return warmedUp
        .map(weights -> SearchState.warmedUp(search.warmupEpochs(), search.seed(), thetas, weights))
        .orElseGet(
            () ->
                SearchState.initial(
                    search.seed(),
                    thetas,
                    Weights.initial(
                        new WeightLayout(begun.space().network())
                            .initialWeights(
                                begun.run().training().seeds().child("initial weights")))));
  }

  /** What a search will train, the heap that it takes, and on how many slots. */
  public record Checked(Space space, TrainingRun training, HeapNeed heap, TaskSlots slots) {}

  /**
   * Looks whether the search could work, and does nothing.
   *
   * @throws JobRefusedException with what is wrong
   * @throws IOException where a file is missing or damaged
   */
  public Checked check() throws IOException {
    RunDirectory directory = new RunDirectory(storage, storage.qualified(start.directory()));
    return check(new RunData(experiment).expected(directory, start.resume()), goals(directory));
  }

  /** Refuses what could not work before images are drawn and latencies timed. */
  private Checked check(DatasetManifest expected, List<GoalRun> goals) throws IOException {
    Space space = space(expected);
    TrainingRun training = training(space, expected);
    TaskSlots slots = TaskSlots.of(spark, search.shards());
    int kept = search.weights().outer().vectors();
    TrainingPreflight rounds = new TrainingPreflight("search", kept);
    rounds.told(training, slots).forEach(lines);
    SearchPreflight.checkTraining(rounds, training, search.gates(), slots);
    SearchPreflight.checkAlternation(training, search);
    SearchPreflight.checkWidths(space.network(), search.widths());
    experiment.ofFinalist("").ifPresent(own -> checkFinalists(own, space, expected));
    for (GoalRun goal : goals) {
      goal.check(space);
    }
    return new Checked(space, training, HeapNeed.of(training, kept), slots);
  }

  /** Any architecture of the space is retrained from the same files in the same batches. */
  private void checkFinalists(Experiment own, Space space, DatasetManifest expected) {
    Network any = space.derived(new int[space.choices().size()]);
    new RetrainJob(spark, own, new NetworkSource.Fixed(any, any.name()), start, lines)
        .check(expected);
  }

  private Space space(DatasetManifest data) {
    return FittedSpace.of(experiment.space(), data);
  }

  private TrainingRun training(Space space, DatasetManifest data) {
    SeedTree seeds = new SeedTree(search.seed());
    return new TrainingRun(
        new NetKey(space.network(), search.batch(), gates(space).execution(), experiment.engine()),
        TaskSlots.buffers(spark).bytes(),
        seeds,
        search.shards(),
        new TrainingRun.Examples(
            storage,
            data,
            new DataSplit(experiment.data().weightShare(), seeds),
            experiment.data().augmentation()));
  }

  private GateRule gates(Space space) {
    return space
        .cells()
        .filter(cells -> cells.skips().extra() > 0)
        .<GateRule>map(
            cells -> new GateRule.Added(search.gates(), cells.skipPicks(), cells.skips().extra()))
        .orElse(search.gates());
  }
}
