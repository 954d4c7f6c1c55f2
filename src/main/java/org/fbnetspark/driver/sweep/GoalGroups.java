package org.fbnetspark.driver.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fbnetspark.domain.run.SweepRecord;
import org.fbnetspark.experiment.Configuration;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.run.SweepDirectory;

/**
 * Makes one run for several goals of points that differ in their goals alone. Points whose run has
 * begun stay as they are: the goals of a run cannot change, so points that are added to a sweep
 * become runs of their own, or of each other.
 *
 * @param directory of the sweep
 */
record GoalGroups(SweepDirectory directory) {

  private static final int DIGITS = 12;

  /** Where the runs of goals are told from those of points. */
  private static final String PREFIX = "goals-";

  /** The runs; those of one point are the ones that were given. */
  List<PlannedRun> of(List<PlannedRun> points) throws IOException {
    Map<String, String> begun = begun();
    Map<String, List<PlannedRun>> groups = new LinkedHashMap<>();
    for (PlannedRun point : points) {
      groups.computeIfAbsent(key(point, begun), key -> new ArrayList<>()).add(point);
    }
    Set<String> known = new LinkedHashSet<>(begun.values());
    List<PlannedRun> runs = new ArrayList<>();
    for (Map.Entry<String, List<PlannedRun>> group : groups.entrySet()) {
      if (known.contains(group.getKey())) {
        runs.add(together(group.getKey(), group.getValue()));
      } else if (group.getValue().size() > 1) {
        runs.add(together(PREFIX + checksum(group), group.getValue()));
      } else {
        runs.addAll(group.getValue());
      }
    }
    return runs;
  }

  /** Points that are goals of runs that have begun, with those. */
  private Map<String, String> begun() throws IOException {
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
  private static String key(PlannedRun point, Map<String, String> begun) {
    String run = begun.get(point.name());
    if (run != null) {
      return run;
    }
    boolean alone = point.state() != PlannedRun.State.NEW || !point.experiment().goals().isEmpty();
    return alone ? "point " + point.name() : point.configuration().besideGoal();
  }

  private static String checksum(Map.Entry<String, List<PlannedRun>> group) {
    String names =
        group.getValue().stream().map(PlannedRun::name).collect(Collectors.joining("\n"));
    return Sha256.of(group.getKey() + names).substring(0, DIGITS);
  }

  private PlannedRun together(String name, List<PlannedRun> points) throws IOException {
    RunDirectory own = directory.point(name);
    Map<String, Experiment> goals =
        points.stream()
            .collect(
                Collectors.toMap(
                    PlannedRun::name,
                    PlannedRun::experiment,
                    (one, other) -> one,
                    LinkedHashMap::new));
    PlannedRun first = points.get(0);
    Configuration configuration = first.configuration().towards(goals);
    return new PlannedRun(
        name,
        List.copyOf(goals.keySet()),
        configuration,
        first.checked(),
        Optional.empty(),
        PlannedRun.State.of(own));
  }
}
