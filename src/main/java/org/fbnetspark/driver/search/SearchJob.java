package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.driver.prepare.FittedSpace;
import org.fbnetspark.driver.prepare.RunData;
import org.fbnetspark.driver.profile.NetworkTimer;
import org.fbnetspark.driver.retrain.NetworkSource;
import org.fbnetspark.driver.retrain.RetrainJob;
import org.fbnetspark.driver.rounds.ClusterFacts;
import org.fbnetspark.driver.rounds.SparkStorage;
import org.fbnetspark.driver.rounds.TaskSlots;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.SearchRun;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.data.DatasetManifestJson;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.report.SearchView;
import org.fbnetspark.run.CheckpointFiles;
import org.fbnetspark.run.ConsoleProgress;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.MetricsFile;
import org.fbnetspark.run.OutcomeFiles;
import org.fbnetspark.run.ProgressGroup;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.run.RunFacts;
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.run.SearchCheckpoints;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.search.SearchHealth;
import org.fbnetspark.search.SearchLoop;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.search.SearchSummary;
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
   * @throws JobRefusedException where the search could not work; nothing was trained then
   * @throws IOException where a file is missing, damaged or cannot be written
   */
  public SearchSummary run() throws IOException {
    return start.claimed(storage, this::run);
  }

  private SearchSummary run(RunDirectory directory) throws IOException {
    SearchPreflight.checkSpark(spark.getConf(), experiment.costs().latencyTable().isEmpty());
    LatencySource latencies = new LatencySource(spark, experiment, directory, lines);
    RunData source = new RunData(experiment);
    check(source.expected(directory, start.resume()), latencies);
    DatasetManifest data = source.manifest(spark, directory, start.resume(), lines);
    Space space = space(data);
    Optional<LatencyTable> table =
        byLatency() ? Optional.of(latencies.of(space)) : Optional.empty();
    CostTable costs = costs(experiment.costs().kind(), space, table);
    List<CostBand> limits = limits(space, table);
    SearchPreflight.checkCosts(search.loss(), search.target(), costs, limits);
    SearchRun run = searchRun(space, training(space, data), costs, limits);
    RunIdentity identity = identity(run, space, limits, data);
    CheckpointFiles<SearchState> checkpoints =
        new CheckpointFiles<>(
            SearchCheckpoints.CODEC,
            directory,
            identity,
            Optional.of(start.config()),
            experiment.checkpoints(),
            this::warn);
    if (!checkpoints.any()) {
      if (table.isPresent()) {
        latencies.keepGiven(table.get());
      }
      writeBeginning(directory, identity, data);
    }
    ConsoleProgress progress =
        new ConsoleProgress(
            RunKind.SEARCH,
            search.schedule(),
            search.shards(),
            experiment.progressSeconds(),
            lines);
    try (MetricsSink sinks = experiment.sinks().open(storage, directory.path(), this::warn)) {
      MetricsFile metrics = new MetricsFile(storage, directory.metrics(), sinks);
      SearchState end = search(run, space, limits, checkpoints, metrics, progress);
      SearchSummary summary =
          outcome(directory, space, costs, limits, latencies).of(end, progress.imagesPerSecond());
      sinks.finished();
      writeReport(directory);
      lines.accept("run directory  " + directory.path());
      return summary;
    }
  }

  private Outcome outcome(
      RunDirectory directory,
      Space space,
      CostTable costs,
      List<CostBand> limits,
      LatencySource latencies)
      throws IOException {
    NetworkTimer timer =
        new NetworkTimer(spark, experiment.profile(), experiment.engine(), search.seed(), lines);
    return new Outcome(
        experiment,
        space,
        costs,
        new TargetBand(costs, search.target(), limits),
        latencies,
        new NetworkTimes(directory, space, timer::time),
        new FinalistTraining(spark, experiment, start.config(), directory, lines),
        new OutcomeFiles(directory),
        lines);
  }

  private void writeReport(RunDirectory directory) {
    RunFiles.writeReport(
        directory, files -> new SearchView(files.search(search, experiment.costs())), lines);
  }

  private void warn(String warning) {
    lines.accept("warning: " + warning);
  }

  private SearchState search(
      SearchRun run,
      Space space,
      List<CostBand> limits,
      CheckpointFiles<SearchState> checkpoints,
      MetricsFile metrics,
      ConsoleProgress progress) {
    SearchHealth health = SearchHealth.of(space, run.costs(), limits, search);
    try (SparkWorkers workers = new SparkWorkers(spark, search, run, progress::running)) {
      workers.tellEngines(lines);
      search.annealing().ifPresent(this::warn);
      return new SearchLoop(
              search,
              health,
              workers,
              new SearchCheckpoints(checkpoints),
              new ProgressGroup(List.of(metrics, progress)))
          .run(
              SearchState.initial(
                  search.seed(),
                  Theta.uniform(space),
                  Weights.initial(
                      new WeightLayout(space.network())
                          .initialWeights(run.training().seeds().child("initial weights")))));
    }
  }

  /** Refuses what could not work before images are drawn and latencies timed. */
  private void check(DatasetManifest expected, LatencySource latencies) throws IOException {
    Space space = space(expected);
    TrainingRun training = training(space, expected);
    SearchPreflight.checkTraining(training, search.gates(), TaskSlots.of(spark, search.shards()));
    SearchPreflight.checkAlternation(training, search);
    SearchPreflight.checkWidths(space.network(), search.widths());
    SearchPreflight.checkCells(space, search, experiment.costs().kind());
    experiment.ofFinalist("").ifPresent(own -> checkFinalists(own, space, expected));
    Optional<LatencyTable> known = byLatency() ? latencies.known(space) : Optional.empty();
    if (known.isPresent() || !byLatency()) {
      CostTable costs = costs(experiment.costs().kind(), space, known);
      SearchPreflight.checkCosts(search.loss(), search.target(), costs, limits(space, known));
    } else {
      latencies.check(space);
    }
  }

  /** Any architecture of the space is retrained from the same files in the same batches. */
  private void checkFinalists(Experiment own, Space space, DatasetManifest expected) {
    Network any = space.derived(new int[space.choices().size()]);
    new RetrainJob(spark, own, new NetworkSource.Fixed(any, any.name()), start, lines)
        .check(expected);
  }

  private boolean byLatency() {
    return search.needsLatencies(experiment.costs().kind());
  }

  private Space space(DatasetManifest data) {
    return FittedSpace.of(experiment.space(), data);
  }

  private static CostTable costs(CostKind kind, Space space, Optional<LatencyTable> table) {
    return switch (kind) {
      case LATENCY -> CostTable.latency(space, table.orElseThrow());
      case MACS -> CostTable.macs(space);
      case PARAMETERS -> CostTable.parameters(space);
    };
  }

  private List<CostBand> limits(Space space, Optional<LatencyTable> table) {
    return search.limits().stream()
        .map(
            limit ->
                new CostBand(
                    costs(limit.kind(), space, table), Double.NEGATIVE_INFINITY, limit.most()))
        .toList();
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

  private SearchRun searchRun(
      Space space, TrainingRun training, CostTable costs, List<CostBand> limits) {
    List<CostTable> led = new ArrayList<>();
    if (search.leads()) {
      led.add(costs);
      limits.forEach(limit -> led.add(limit.costs()));
    }
    return new SearchRun(training, gates(space), costs, search.loss(), search.costUnder(), led);
  }

  private GateRule gates(Space space) {
    return space
        .cells()
        .filter(cells -> cells.skips().extra() > 0)
        .<GateRule>map(
            cells -> new GateRule.Added(search.gates(), cells.skipPicks(), cells.skips().extra()))
        .orElse(search.gates());
  }

  private RunIdentity identity(
      SearchRun run, Space space, List<CostBand> limits, DatasetManifest data) throws IOException {
    String decisive =
        search
            + " weightShare "
            + experiment.data().weightShare()
            + " "
            + experiment.data().augmentation()
            + " "
            + experiment.engine();
    return new RunIdentity(
        Sha256.of(decisive),
        Sha256.of(space.text()),
        Sha256.of(run.costs() + (limits.isEmpty() ? "" : limits.toString())),
        Sha256.of(DatasetManifestJson.write(data)));
  }

  private void writeBeginning(RunDirectory directory, RunIdentity identity, DatasetManifest data)
      throws IOException {
    directory.keep(start.config());
    Map<String, String> facts =
        RunFacts.of(
            RunKind.SEARCH,
            search.seed(),
            experiment.engine(),
            data.source(),
            ClusterFacts.of(spark));
    storage.replace(directory.manifest(), RunManifestJson.write(identity, facts));
  }
}
