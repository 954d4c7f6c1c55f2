package org.fbnetspark.domain.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sweep knows of its points besides what their run directories tell.
 *
 * @param command that made it
 * @param points in order
 * @param failures why points have failed or were refused when the sweep was last run, by their
 *     names
 */
public record SweepRecord(String command, List<Point> points, Map<String, String> failures) {

  /**
   * One point.
   *
   * @param name tells it from the others
   * @param run name of the run directory that it is in
   * @param warmUp name of the run directory of the epochs that it shares; empty where it shares
   *     none
   */
  public record Point(String name, String run, Optional<String> warmUp) {

    /** Whether it is one of several goals of its run. */
    public boolean isGoal() {
      return !run.equals(name);
    }
  }

  /** Copies both. */
  public SweepRecord {
    points = List.copyOf(points);
    failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
  }

  /** The same with other failures. */
  public SweepRecord with(Map<String, String> others) {
    return new SweepRecord(command, points, others);
  }
}
