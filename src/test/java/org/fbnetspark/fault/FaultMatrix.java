package org.fbnetspark.fault;

import static org.fbnetspark.fault.Phase.AVERAGING;
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

/** The cells of the long profile: which faults are tried in which phases, and how often. */
final class FaultMatrix {

  private static final List<Phase> TRAINING = List.of(WEIGHTS, AVERAGING, THETA, RETRAINING);

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
  static Cells executors(Mode mode, ExecutorTrials trials) {
    return switch (mode) {
      case PLAIN -> plain(trials);
      case SPECULATION ->
          new Cells()
              .each(4, List.of(ExecutorFault.KILLED), TRAINING, trials::trial)
              .each(
                  2,
                  List.of(ExecutorFault.SLOW),
                  List.of(WEIGHTS, THETA, RETRAINING),
                  trials::trial)
              .each(2, List.of(ExecutorFault.HUNG), List.of(WEIGHTS), trials::trial);
      case DYNAMIC_ALLOCATION ->
          new Cells()
              .each(3, List.of(ExecutorFault.KILLED), TRAINING, trials::trial)
              .each(2, List.of(ExecutorFault.ALL_KILLED), List.of(WEIGHTS, THETA), trials::trial);
    };
  }

  private static Cells plain(ExecutorTrials trials) {
    return new Cells()
        .each(
            6,
            List.of(ExecutorFault.KILLED),
            List.of(WEIGHTS, AVERAGING, THETA, RETRAINING, RETRAINING_AVERAGING, JUDGING),
            trials::trial)
        .each(
            3, List.of(ExecutorFault.KILLED), List.of(PROFILING, PROFILING_NETWORKS), trials::trial)
        .each(
            4,
            List.of(ExecutorFault.TWO_KILLED),
            List.of(WEIGHTS, THETA, RETRAINING),
            trials::trial)
        .each(3, List.of(ExecutorFault.ALL_KILLED), TRAINING, trials::trial)
        .each(1, List.of(ExecutorFault.ALL_KILLED), List.of(PROFILING), trials::trial)
        .each(2, List.of(ExecutorFault.HUNG, ExecutorFault.IDLE_HUNG), TRAINING, trials::trial)
        .each(1, List.of(ExecutorFault.HUNG), List.of(PROFILING), trials::trial)
        .each(3, List.of(ExecutorFault.HUNG_BRIEFLY), TRAINING, trials::trial)
        .each(2, List.of(ExecutorFault.HUNG_THEN_GOES_ON), List.of(WEIGHTS, THETA), trials::trial)
        .each(3, List.of(ExecutorFault.SLOW), List.of(WEIGHTS, THETA, RETRAINING), trials::trial)
        .each(
            3,
            List.of(ExecutorFault.LOCAL_DISK_FULL),
            List.of(WEIGHTS, AVERAGING, RETRAINING),
            trials::trial);
  }

  /** Of drivers and their files, in processes of their own. */
  static Cells drivers(DriverTrials trials) {
    Cells cells =
        new Cells()
            .each(
                3,
                List.of(DriverFault.KILLED),
                List.of(WEIGHTS, AVERAGING, THETA, RETRAINING, PROFILING),
                trials::inPhase)
            .each(
                1,
                List.of(DriverFault.RUN_DISK_FULL),
                List.of(WEIGHTS, THETA, RETRAINING, PROFILING),
                trials::inPhase)
            .each(
                1,
                List.of(DriverFault.RUN_READ_ONLY, DriverFault.LOCAL_DISK_FULL),
                List.of(WEIGHTS, THETA, RETRAINING),
                trials::inPhase);
    for (DriverFault fault :
        List.of(DriverFault.KILLED_BEFORE_RENAME, DriverFault.KILLED_AFTER_RENAME)) {
      for (String file :
          List.of(
              "manifest.json",
              "config.conf",
              "metrics.jsonl",
              "epoch-000001.state",
              "epoch-000003.state",
              "architecture.json",
              "summary.json")) {
        cells.one(1, seed -> trials.inCommit(fault, Work.SEARCH, file, seed));
      }
      for (String file : List.of("last.safetensors", "epoch-000002.state", "summary.json")) {
        cells.one(1, seed -> trials.inCommit(fault, Work.RETRAINING, file, seed));
      }
      cells.one(1, seed -> trials.inCommit(fault, Work.PROFILE, "[^/]*json", seed));
    }
    return cells.one(1, trials::readOnlyFromTheStart);
  }

  /** Of whole clusters and networks. */
  static Cells clusters(ClusterTrials trials) {
    Cells cells = new Cells();
    for (Phase phase : List.of(WEIGHTS, THETA, RETRAINING, PROFILING)) {
      cells.one(1, seed -> trials.noneLeft(phase, seed));
    }
    return cells.each(1, List.of(ClusterTrials.Cut.values()), List.of(WEIGHTS, THETA), trials::cut);
  }
}
