package org.fbnetspark.driver.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.ExperimentGoal;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.run.RunStart;

/**
 * One goal of a search before there are costs: where these come from, and where its outcome goes.
 *
 * @param name among the goals; empty where it is the only one
 * @param experiment the search of this goal alone
 * @param config of that, as HOCON
 * @param directory where its outcome goes
 * @param latencies of its device
 */
record GoalRun(
    String name,
    Experiment experiment,
    String config,
    RunDirectory directory,
    LatencySource latencies) {

  /**
   * The goals of a search, at least one.
   *
   * @param directory of the search
   */
  static List<GoalRun> of(
      JavaSparkContext spark,
      Experiment experiment,
      RunStart start,
      RunDirectory directory,
      Consumer<String> lines) {
    if (experiment.goals().isEmpty()) {
      return List.of(
          new GoalRun(
              "",
              experiment,
              start.config(),
              directory,
              new LatencySource(spark, experiment, directory, lines)));
    }
    List<GoalRun> goals = new ArrayList<>();
    for (ExperimentGoal goal : experiment.goals()) {
      Experiment own = goal.experiment();
      RunDirectory folder = directory.goal(goal.name());
      // The machines of the application are timed once for all goals that are about them.
      boolean here = byLatency(own) && own.costs().latencyTable().isEmpty();
      goals.add(
          new GoalRun(
              goal.name(),
              own,
              goal.config(),
              folder,
              new LatencySource(spark, own, here ? directory : folder, lines)));
    }
    return goals;
  }

  /** Whether there are others beside it. */
  boolean oneOfSeveral() {
    return !name.isEmpty();
  }

  /** Refuses what could not work before latencies are timed. */
  void check(Space space) throws IOException {
    if (!byLatency(experiment)) {
      priced(space, Optional.empty());
      return;
    }
    Optional<LatencyTable> known = latencies.known(space.priced());
    if (known.isPresent()) {
      priced(space, known);
    } else {
      latencies.check(space.priced());
    }
  }

  /** The goal with its costs, for which machines are timed where no table is there. */
  PricedGoal priced(Space space) throws IOException {
    return priced(
        space,
        byLatency(experiment) ? Optional.of(latencies.of(space.priced())) : Optional.empty());
  }

  private PricedGoal priced(Space space, Optional<LatencyTable> table) {
    Space priced = space.priced();
    CostTable costs = costs(experiment.costs().kind(), priced, table);
    List<CostBand> limits =
        experiment.search().limits().stream()
            .map(
                limit ->
                    new CostBand(
                        costs(limit.kind(), priced, table), Double.NEGATIVE_INFINITY, limit.most()))
            .toList();
    PricedGoal goal = new PricedGoal(this, space, table, costs, limits);
    refusing(
        () ->
            SearchPreflight.checkCosts(
                experiment.search().loss(),
                experiment.search().target(),
                goal.derivedCosts(),
                goal.derivedLimits()));
    return goal;
  }

  /** Runs checks; what they refuse names the goal where there are several. */
  private void refusing(Runnable checks) {
    try {
      checks.run();
    } catch (JobRefusedException refused) {
      throw oneOfSeveral() ? refused.within("goal " + name) : refused;
    }
  }

  private static boolean byLatency(Experiment experiment) {
    return experiment.search().needsLatencies(experiment.costs().kind());
  }

  private static CostTable costs(CostKind kind, Space space, Optional<LatencyTable> table) {
    return switch (kind) {
      case LATENCY -> CostTable.latency(space, table.orElseThrow());
      case MACS -> CostTable.macs(space);
      case PARAMETERS -> CostTable.parameters(space);
    };
  }
}
