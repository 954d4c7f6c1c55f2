package org.fbnetspark.driver.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.data.source.PrepareSettings;
import org.fbnetspark.domain.run.SweepRecord;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.experiment.Configuration;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.run.JobRefusedException;

/**
 * What a sweep will do, before it does anything.
 *
 * @param runs in order
 * @param images that are drawn once, by the name of their folder; none that are there
 * @param tables of latencies that are measured once, by their names; none that are there
 * @param warmUps epochs that runs share, by the name of their run
 * @param parallelism how many runs may go on at the same time; empty where all are over
 * @param parallel how many will
 * @param problems everything that stands in the way, each with its point
 */
record SweepPlan(
    List<PlannedRun> runs,
    Map<String, PrepareSettings> images,
    Map<String, Table> tables,
    Map<String, WarmUp> warmUps,
    Optional<Parallelism> parallelism,
    int parallel,
    List<String> problems) {

  /**
   * Latencies to measure.
   *
   * @param experiment by whose keys
   * @param space whose rows
   */
  record Table(Experiment experiment, Space space) {}

  /**
   * Epochs that runs share.
   *
   * @param configuration of their run
   * @param kept how many of them are trained
   */
  record WarmUp(Configuration configuration, int kept) {

    int epochs() {
      return configuration.experiment().search().warmupEpochs();
    }

    int left() {
      return Math.max(0, epochs() - kept);
    }
  }

  /** Copies the lists. */
  SweepPlan {
    runs = List.copyOf(runs);
    problems = List.copyOf(problems);
  }

  /** Those that are not over. */
  List<PlannedRun> left() {
    return runs.stream().filter(run -> !run.finished()).toList();
  }

  /** How many points are in a state. */
  long count(PlannedRun.State state) {
    return runs.stream()
        .filter(run -> run.state() == state)
        .mapToLong(run -> run.points().size())
        .sum();
  }

  /** Epochs that runs leave out because they share them, less those that are trained for all. */
  long sparedEpochs() {
    long left = 0;
    for (PlannedRun run : left()) {
      left += run.warmUp().isPresent() ? run.experiment().search().warmupEpochs() : 0;
    }
    return left - sharedEpochs();
  }

  /** Epochs that are trained once for several runs. */
  long sharedEpochs() {
    return warmUps.values().stream().mapToLong(WarmUp::epochs).sum();
  }

  /** Epochs of searches that are trained now. */
  long epochsLeft() {
    return left().stream().mapToLong(PlannedRun::epochsLeft).sum()
        + warmUps.values().stream().mapToLong(WarmUp::left).sum();
  }

  /** Those that runs which have begun need not train again. */
  long epochsKept() {
    return left().stream().mapToLong(run -> run.done().epochs()).sum();
  }

  /** What the sweep keeps of its points. */
  SweepRecord record(String command) {
    return new SweepRecord(
        command,
        runs.stream()
            .flatMap(
                run ->
                    run.points().stream()
                        .map(point -> new SweepRecord.Point(point, run.name(), run.warmUp())))
            .toList(),
        Map.of());
  }

  /**
   * Goes on where nothing stands in the way.
   *
   * @throws JobRefusedException with everything that does
   */
  void refuseAny() {
    if (!problems.isEmpty()) {
      List<String> told = new ArrayList<>();
      told.add("nothing has begun; mend these points, or take them out:");
      problems.forEach(problem -> told.add("  " + problem));
      throw new JobRefusedException(told);
    }
  }
}
