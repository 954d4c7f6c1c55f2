package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.KeptEdges;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.driver.profile.NetworkTimer;
import org.fbnetspark.executor.GoalLoss;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.run.RunManifestJson;
import org.fbnetspark.run.OutcomeFiles;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.search.Goal;
import org.fbnetspark.search.SearchHealth;
import org.fbnetspark.search.SearchSettings;

/**
 * A goal of a search with its costs.
 *
 * @param run where they come from, and where the outcome goes
 * @param space that is searched
 * @param table of latencies, where these decide
 * @param costs that are kept low
 * @param limits further costs that are not exceeded
 */
record PricedGoal(
    GoalRun run,
    Space space,
    Optional<LatencyTable> table,
    CostTable costs,
    List<CostBand> limits) {

  /** What architectures can cost. */
  CostTable derivedCosts() {
    return KeptEdges.derivable(space, costs);
  }

  /** The limits of that. */
  List<CostBand> derivedLimits() {
    return space.cells().map(cells -> new KeptEdges(cells).of(limits)).orElse(limits);
  }

  /** What theta's mean is taken of. */
  CostTable meanCosts() {
    return costs.kept(space);
  }

  /** The limits of such means. */
  List<CostBand> meanLimits() {
    return limits.stream()
        .map(limit -> new CostBand(limit.costs().kept(space), limit.low(), limit.high()))
        .toList();
  }

  /** What its theta is trained on. */
  GoalLoss loss() {
    List<CostTable> led = new ArrayList<>();
    if (search().leads()) {
      led.add(meanCosts());
      meanLimits().forEach(limit -> led.add(limit.costs()));
    }
    return new GoalLoss(meanCosts(), search().loss(), led);
  }

  /** What the loop knows of it. */
  Goal goal() {
    return new Goal(
        run.name(), search(), SearchHealth.of(space, meanCosts(), meanLimits(), search()));
  }

  /** The costs as text, which decides the bits of the search. */
  String identity() {
    return costs + (limits.isEmpty() ? "" : limits.toString());
  }

  /** Keeps what was decided before the first epoch. */
  void begin(RunIdentity identity, Map<String, String> facts) throws IOException {
    RunDirectory directory = run.directory();
    if (table.isPresent() && run.oneOfSeveral()) {
      LatencySource.keep(table.get(), directory);
    } else if (table.isPresent()) {
      run.latencies().keepGiven(table.get());
    }
    directory.keep(run.config());
    directory.storage().replace(directory.manifest(), RunManifestJson.write(identity, facts));
  }

  /**
   * What happens after the last epoch.
   *
   * @param dataset directory of the data set that the search trained on
   */
  Outcome outcome(JavaSparkContext spark, String dataset, Consumer<String> lines)
      throws IOException {
    Experiment experiment = run.experiment();
    RunDirectory directory = run.directory();
    NetworkTimer timer =
        new NetworkTimer(spark, experiment.profile(), experiment.engine(), search().seed(), lines);
    return new Outcome(
        experiment,
        space,
        costs,
        new TargetBand(costs, search().target(), limits, space.cells()),
        run.latencies(),
        new NetworkTimes(directory, space, timer::time),
        new FinalistTraining(spark, experiment, run.config(), directory, dataset, lines),
        new OutcomeFiles(directory),
        lines);
  }

  private SearchSettings search() {
    return run.experiment().search();
  }
}
