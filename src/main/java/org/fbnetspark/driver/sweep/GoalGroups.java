package org.fbnetspark.driver.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fbnetspark.domain.run.SweepRecord;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.ExperimentGoal;
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.run.SweepDirectory;

/**
 * Makes one run for several goals of points that differ in their goals alone. Points whose run has
 * begun stay as they are: the goals of a run cannot change, so points that are added to a sweep
 * become runs of their own, or of each other. More than a run has goals become several runs.
 *
 * @param directory of the sweep
 */
record GoalGroups(SweepDirectory directory) {

  private static final int DIGITS = 12;

  /** Where the runs of goals are told from those of points. */
  private static final String PREFIX = "goals-";

  /** The runs; those of one point are the ones that were given. */
  List<PlannedRun> of(List<PlannedRun> points) throws IOException {
    Map<String, List<PlannedRun>> groups = new LinkedHashMap<>();
    for (PlannedRun point : points) {
      groups.computeIfAbsent(key(point), key -> new ArrayList<>()).add(point);
    }
    List<PlannedRun> runs = new ArrayList<>();
    for (Map.Entry<String, List<PlannedRun>> group : groups.entrySet()) {
      if (group.getValue().get(0).hasGoals()) {
        runs.add(begun(group.getValue()));
      } else {
        for (List<PlannedRun> part : parts(group.getValue())) {
          runs.add(
              part.size() > 1
                  ? together(PREFIX + checksum(group.getKey(), part), part)
                  : part.get(0));
        }
      }
    }
    return runs;
  }

  /** Points that are goals of runs that have begun, with those. */
  Map<String, String> begun() throws IOException {
    Map<String, String> begun = new LinkedHashMap<>();
    Optional<SweepRecord> record = directory.record();
    if (record.isPresent()) {
      for (SweepRecord.Point point : record.get().points()) {
        if (point.isGoal() && directory.point(point.run()).begun()) {
          begun.put(point.name(), point.run());
        }
      }
    }
    return begun;
  }

  /** The same for points that become one run. */
  private static String key(PlannedRun point) {
    if (point.hasGoals()) {
      return point.name();
    }
    boolean alone = point.state() != PlannedRun.State.NEW || !point.experiment().goals().isEmpty();
    return alone ? "point " + point.name() : point.configuration().besideGoal();
  }

  /**
   * As few parts as there may be, of like sizes, larger ones first: when some of them have begun,
   * the rest is cut as it was.
   */
  private static List<List<PlannedRun>> parts(List<PlannedRun> group) {
    List<List<PlannedRun>> parts = new ArrayList<>();
    int from = 0;
    for (int left = upwards(group.size(), ExperimentGoal.MOST); left > 0; left--) {
      int to = from + upwards(group.size() - from, left);
      parts.add(group.subList(from, to));
      from = to;
    }
    return parts;
  }

  private static int upwards(int number, int divisor) {
    return (number + divisor - 1) / divisor;
  }

  private static String checksum(String key, List<PlannedRun> part) {
    String names = part.stream().map(PlannedRun::name).collect(Collectors.joining("\n"));
    return Sha256.of(key + names).substring(0, DIGITS);
  }

  /** A run that has begun, which keeps goals that are not given and the order of all. */
  private PlannedRun begun(List<PlannedRun> points) throws IOException {
    PlannedRun first = points.get(0);
    RunFiles files = RunFiles.at(directory.storage(), directory.point(first.name()).path());
    return new PlannedRun(
        first.name(),
        points.stream().flatMap(point -> point.points().stream()).toList(),
        first.configuration().goingOn(files.config(), files.configPath()),
        first.checked(),
        Optional.empty(),
        first.state(),
        first.done());
  }

  private static PlannedRun together(String name, List<PlannedRun> points) {
    Map<String, Experiment> goals = new LinkedHashMap<>();
    points.forEach(point -> goals.put(point.name(), point.experiment()));
    PlannedRun first = points.get(0);
    return new PlannedRun(
        name,
        List.copyOf(goals.keySet()),
        first.configuration().towards(goals),
        first.checked(),
        Optional.empty(),
        PlannedRun.State.NEW,
        PlannedRun.Done.NOTHING);
  }
}
