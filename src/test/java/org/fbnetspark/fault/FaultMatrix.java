package org.fbnetspark.fault;

import static org.fbnetspark.fault.Phase.AVERAGING;
import static org.fbnetspark.fault.Phase.GOALS_AVERAGING;
import static org.fbnetspark.fault.Phase.GOALS_THETA;
import static org.fbnetspark.fault.Phase.GOALS_WEIGHTS;
import static org.fbnetspark.fault.Phase.JUDGING;
import static org.fbnetspark.fault.Phase.PROFILING;
import static org.fbnetspark.fault.Phase.PROFILING_NETWORKS;
import static org.fbnetspark.fault.Phase.RETRAINING;
import static org.fbnetspark.fault.Phase.RETRAINING_AVERAGING;
import static org.fbnetspark.fault.Phase.THETA;
import static org.fbnetspark.fault.Phase.WEIGHTS;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The cells of the long profile: which faults are tried in which phases, and how often. */
final class FaultMatrix {

  private static final List<Phase> TRAINING = List.of(WEIGHTS, AVERAGING, THETA, RETRAINING);
  private static final List<Phase> GOALS = List.of(GOALS_WEIGHTS, GOALS_AVERAGING, GOALS_THETA);

  private FaultMatrix() {}

  /** How Spark is set in an application of its own. */
  enum Mode {
    PLAIN(Map.of()),
    SPECULATION(
        Map.of(
            "spark.speculation",
            "true",
            "spark.speculation.interval",
            "50ms",
            "spark.speculation.quantile",
            "0.5",
            "spark.speculation.multiplier",
            "1.2")),
    DYNAMIC_ALLOCATION(
        Map.of(
            "spark.dynamicAllocation.enabled",
            "true",
            "spark.dynamicAllocation.minExecutors",
            "0",
            "spark.dynamicAllocation.maxExecutors",
            "3",
            "spark.dynamicAllocation.executorIdleTimeout",
            "2s",
            "spark.dynamicAllocation.shuffleTracking.timeout",
            "3s",
            "spark.dynamicAllocation.schedulerBacklogTimeout",
            "1s"));

    private final Map<String, String> settings;

    Mode(Map<String, String> settings) {
      this.settings = settings;
    }

    Map<String, String> settings() {
      return new TreeMap<>(settings);
    }
  }

  /** Of executors, in an application that outlives them. */
  static Cells<ExecutorTrials> executors(Mode mode, Pattern wanted) {
    Cells<ExecutorTrials> cells = new Cells<>(wanted);
    return switch (mode) {
      case PLAIN -> longHangs(plain(cells));
      case SPECULATION ->
          cells
              .each(4, List.of(ExecutorFault.KILLED), TRAINING, ExecutorTrials::trial)
              .each(
                  2,
                  List.of(ExecutorFault.SLOW),
                  List.of(WEIGHTS, THETA, RETRAINING),
                  ExecutorTrials::trial)
              .each(2, List.of(ExecutorFault.HUNG), List.of(WEIGHTS), ExecutorTrials::trial)
              .each(1, List.of(ExecutorFault.KILLED), List.of(GOALS_THETA), ExecutorTrials::trial);
      case DYNAMIC_ALLOCATION ->
          cells
              .each(3, List.of(ExecutorFault.KILLED), TRAINING, ExecutorTrials::trial)
              .each(
                  2,
                  List.of(ExecutorFault.ALL_KILLED),
                  List.of(WEIGHTS, THETA),
                  ExecutorTrials::trial)
              .each(1, List.of(ExecutorFault.KILLED), List.of(GOALS_THETA), ExecutorTrials::trial);
    };
  }

  private static Cells<ExecutorTrials> plain(Cells<ExecutorTrials> cells) {
    return cells
        .each(
            6,
            List.of(ExecutorFault.KILLED),
            List.of(WEIGHTS, AVERAGING, THETA, RETRAINING, RETRAINING_AVERAGING, JUDGING),
            ExecutorTrials::trial)
        .each(
            3,
            List.of(ExecutorFault.KILLED),
            List.of(PROFILING, PROFILING_NETWORKS),
            ExecutorTrials::trial)
        .each(
            4,
            List.of(ExecutorFault.TWO_KILLED),
            List.of(WEIGHTS, THETA, RETRAINING),
            ExecutorTrials::trial)
        .each(3, List.of(ExecutorFault.ALL_KILLED), TRAINING, ExecutorTrials::trial)
        .each(1, List.of(ExecutorFault.ALL_KILLED), List.of(PROFILING), ExecutorTrials::trial)
        .each(2, List.of(ExecutorFault.KILLED), GOALS, ExecutorTrials::trial)
        .each(1, List.of(ExecutorFault.ALL_KILLED), GOALS, ExecutorTrials::trial)
        .each(
            3,
            List.of(ExecutorFault.SLOW),
            List.of(WEIGHTS, THETA, RETRAINING),
            ExecutorTrials::trial)
        .each(3, List.of(ExecutorFault.LOCAL_DISK_FULL), TRAINING, ExecutorTrials::trial);
  }

  /** Each takes as long as the time-out, or nearly so. */
  private static Cells<ExecutorTrials> longHangs(Cells<ExecutorTrials> cells) {
    return cells
        .each(
            2,
            List.of(ExecutorFault.HUNG, ExecutorFault.IDLE_HUNG),
            TRAINING,
            ExecutorTrials::trial)
        .each(1, List.of(ExecutorFault.HUNG), List.of(PROFILING), ExecutorTrials::trial)
        .each(1, List.of(ExecutorFault.HUNG), GOALS, ExecutorTrials::trial)
        .each(3, List.of(ExecutorFault.HUNG_BRIEFLY), TRAINING, ExecutorTrials::trial)
        .each(
            2,
            List.of(ExecutorFault.HUNG_THEN_GOES_ON),
            List.of(WEIGHTS, THETA),
            ExecutorTrials::trial)
        .each(
            1,
            List.of(ExecutorFault.HUNG_THEN_GOES_ON),
            List.of(AVERAGING, RETRAINING, PROFILING, GOALS_THETA),
            ExecutorTrials::trial);
  }

  /** Of drivers and their files, in processes of their own. */
  static Cells<DriverTrials> drivers(Pattern wanted) {
    Cells<DriverTrials> cells =
        new Cells<DriverTrials>(wanted)
            .each(
                3,
                List.of(DriverFault.KILLED),
                List.of(WEIGHTS, AVERAGING, THETA, RETRAINING, PROFILING),
                DriverTrials::inPhase)
            .each(1, List.of(DriverFault.KILLED), GOALS, DriverTrials::inPhase)
            .each(
                1,
                List.of(
                    DriverFault.RUN_DISK_FULL,
                    DriverFault.RUN_READ_ONLY,
                    DriverFault.LOCAL_DISK_FULL,
                    DriverFault.HDFS_SAFE_MODE),
                List.of(WEIGHTS, AVERAGING, THETA, GOALS_THETA, RETRAINING, PROFILING),
                DriverTrials::inPhase)
            .each(
                1,
                List.of(DriverFault.HDFS_FULL),
                List.of(WEIGHTS, RETRAINING),
                DriverTrials::inPhase);
    inCommits(
        cells,
        Work.SEARCH,
        "manifest.json",
        "config.conf",
        "metrics.jsonl",
        "epoch-000001.state",
        "epoch-000003.state",
        "architecture.json",
        "summary.json");
    inCommits(
        cells,
        Work.GOALS,
        "run/manifest.json",
        "epoch-000003.state",
        "quick/metrics.jsonl",
        "light/architecture.json",
        "quick/summary.json",
        "run/summary.json");
    inCommits(cells, Work.RETRAINING, "last.safetensors", "epoch-000002.state", "summary.json");
    inCommits(cells, Work.PROFILE, "[^/]*json");
    return cells.one(1, "RUN_READ_ONLY before the start", DriverTrials::readOnlyFromTheStart);
  }

  private static void inCommits(Cells<DriverTrials> cells, Work work, String... files) {
    for (DriverFault fault :
        List.of(DriverFault.KILLED_BEFORE_RENAME, DriverFault.KILLED_AFTER_RENAME)) {
      for (String file : files) {
        cells.one(
            1,
            fault + " of " + work + " " + file,
            (trials, seed) -> trials.inCommit(fault, work, file, seed));
      }
    }
  }

  /** Of whole clusters and networks. */
  static Cells<ClusterTrials> clusters(Pattern wanted) {
    Cells<ClusterTrials> cells = new Cells<>(wanted);
    for (Phase phase : List.of(WEIGHTS, AVERAGING, THETA, GOALS_THETA, RETRAINING, PROFILING)) {
      cells.one(1, "NONE_LEFT in " + phase, (trials, seed) -> trials.noneLeft(phase, seed));
    }
    return cells.each(
        1,
        List.of(ClusterTrials.Cut.values()),
        List.of(WEIGHTS, AVERAGING, THETA, RETRAINING, PROFILING),
        ClusterTrials::cut);
  }
}
