package org.fbnetspark.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.RunPath;
import org.fbnetspark.domain.run.RunPulse;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.domain.run.RunStatus;
import org.fbnetspark.search.pareto.ParetoFront;

/**
 * A sweep as it is shown.
 *
 * @param path where it lies
 * @param points in order
 * @param warmUps epochs that points share, those that have begun
 * @param failures why points failed or were refused when it was last run, by their names
 */
public record SweepView(
    RunPath path, List<Point> points, List<WarmUp> warmUps, Map<String, String> failures) {

  /**
   * One point.
   *
   * @param name of the point
   * @param path of its run directory, below that of the sweep
   * @param run what its directory tells; empty before it has begun
   * @param status how it stands; empty before it has begun, and where nobody has asked
   */
  public record Point(String name, String path, Optional<RunView> run, Optional<RunStatus> status) {

    private static final String IN_RUN = "/goals/";

    /** Whether its outcome is written. */
    public boolean finished() {
      return run.filter(view -> view.run().finished()).isPresent();
    }

    /** Path of the run that it is or, beside others, is a goal of. */
    private String whole() {
      return path.endsWith(IN_RUN + name)
          ? path.substring(0, path.length() - IN_RUN.length() - name.length())
          : path;
    }

    private Optional<SearchView> search() {
      return run.filter(SearchView.class::isInstance).map(SearchView.class::cast);
    }

    private boolean running() {
      return status.filter(s -> s.pulse().state() == RunPulse.State.RUNNING).isPresent();
    }
  }

  /**
   * Epochs that are trained once for several points.
   *
   * @param name of their run
   * @param points that go on from them
   * @param run what its directory tells
   */
  public record WarmUp(String name, long points, RunRecord run) {

    /** How many epochs it has. */
    public int epochs() {
      return run.schedule().warmUp();
    }

    /** Whether all of them are trained. */
    public boolean over() {
      return run.epochsDone() >= epochs();
    }
  }

  /** Copies all. */
  public SweepView {
    points = List.copyOf(points);
    warmUps = List.copyOf(warmUps);
    failures = Map.copyOf(failures);
  }

  /** Points whose outcome is written. */
  public int finished() {
    return (int) points.stream().filter(Point::finished).count();
  }

  /** Networks of the points that are over, between cost and quality. */
  public List<ParetoFront> fronts() {
    return ParetoFront.of(
        points.stream()
            .flatMap(
                point ->
                    point.search().flatMap(one -> one.point(point.name(), point.path())).stream())
            .toList());
  }

  /** Whether a point has ended and its architecture misses the target. */
  public boolean missed() {
    return points.stream().anyMatch(one -> one.search().filter(SearchView::missed).isPresent());
  }

  /** The points, of those that are goals of one run the first. */
  private List<Point> runs() {
    Map<String, Point> runs = new LinkedHashMap<>();
    points.forEach(point -> runs.putIfAbsent(point.whole(), point));
    return List.copyOf(runs.values());
  }

  /** Mean wall time of the epochs so far; empty before one has ended. */
  public OptionalDouble secondsPerEpoch() {
    return runs().stream()
        .flatMap(point -> point.run().stream())
        .flatMap(view -> view.run().epochs().stream())
        .mapToDouble(Epoch::seconds)
        .average();
  }

  /** What a point is doing, in a word or two. */
  public String state(Point point) {
    if (point.finished()) {
      return "finished";
    }
    // A sweep that begins again knows of none, so it is over; its files may be young still.
    if (failures.containsKey(point.name())) {
      return "failed";
    }
    if (point.running()) {
      return "running";
    }
    return point.run().isPresent() ? "begun" : "not begun";
  }

  /**
   * Seconds until the epochs of all searches are over, without what is retrained behind them: those
   * left by the mean time of one so far, for as many runs at a time as are running now. Empty
   * before an epoch has ended.
   */
  public OptionalDouble remainingSeconds() {
    OptionalDouble seconds = secondsPerEpoch();
    if (seconds.isEmpty()) {
      return seconds;
    }
    // One that has not begun is taken to be as long as the others.
    List<Point> runs = runs();
    double usual =
        runs.stream()
            .flatMap(point -> point.run().stream())
            .mapToInt(view -> view.run().schedule().epochs())
            .average()
            .orElse(0);
    double epochs = 0;
    for (Point point : runs) {
      if (!point.finished()) {
        epochs +=
            point
                .run()
                .map(view -> (double) view.run().schedule().epochs() - view.run().epochsDone())
                .orElse(usual);
      }
    }
    long atATime = Math.max(1, runs.stream().filter(Point::running).count());
    return OptionalDouble.of(epochs * seconds.getAsDouble() / atATime);
  }
}
