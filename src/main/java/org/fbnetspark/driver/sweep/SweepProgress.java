package org.fbnetspark.driver.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.report.Figures;

/**
 * Says how a sweep goes as a whole, after an epoch at most every few seconds, and after each point.
 */
final class SweepProgress {

  private static final double SECONDS_BETWEEN_LINES = 10;

  private final Consumer<String> lines;
  private final int points;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final TreeSet<String> running = new TreeSet<>();
  private final LongSupplier nanos;
  private final long start;
  private long lastLine;
  private int finished;
  private int failed;
  private int trained;

  /** Epochs of a run. */
  private static final class Part {
    private int epochs;
    private int done;
  }

  /**
   * Of a process that has not trained yet.
   *
   * @param finished points that are over already
   * @param nanos the clock
   */
  SweepProgress(int points, int finished, Consumer<String> lines, LongSupplier nanos) {
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.lastLine = start;
    this.points = points;
    this.finished = finished;
    this.lines = lines;
  }

  /**
   * One more run to train.
   *
   * @param epochs that it has
   * @param done those that it leaves out
   */
  synchronized void add(String run, int epochs, int done) {
    Part part = new Part();
    part.epochs = epochs;
    part.done = done;
    parts.put(run, part);
  }

  /** Who is told of its epochs. */
  TrainingProgress watch(String run) {
    return new TrainingProgress() {
      @Override
      public void started(int epochs, List<Integer> rounds) {
        begun(run, epochs);
      }

      @Override
      public void round(Round round) {}

      @Override
      public void epoch(Epoch epoch) {
        trained(run, epoch.number() + 1);
      }
    };
  }

  private synchronized void begun(String run, int done) {
    running.add(run);
    parts.get(run).done = Math.min(done, parts.get(run).epochs);
  }

  private synchronized void trained(String run, int done) {
    parts.get(run).done = done;
    trained++;
    if ((nanos.getAsLong() - lastLine) / 1e9 >= SECONDS_BETWEEN_LINES) {
      tell();
    }
  }

  /**
   * A run is over; what it has left out is not to be waited for.
   *
   * @param points that come of it
   */
  synchronized void ended(String run, int points, boolean well) {
    running.remove(run);
    parts.get(run).done = parts.get(run).epochs;
    finished += well ? points : 0;
    failed += well ? 0 : points;
    if (points > 0) {
      tell();
    }
  }

  /**
   * Searches that go on behind their last epochs are at their finalists, whose time is not known.
   */
  private String left() {
    int left = parts.values().stream().mapToInt(part -> part.epochs - part.done).sum();
    if (left == 0) {
      return running.isEmpty() ? "0 epochs left | ETA 0 s" : "finalists left | ETA unknown";
    }
    double seconds = (lastLine - start) / 1e9;
    return left
        + " epochs left | ETA "
        + (trained == 0 ? "unknown" : Figures.duration(seconds / trained * left));
  }

  private void tell() {
    lastLine = nanos.getAsLong();
    lines.accept(
        "sweep: "
            + finished
            + " of "
            + points
            + " points finished"
            + (failed == 0 ? "" : ", " + failed + " failed")
            + (running.isEmpty() ? "" : " | running " + String.join(", ", running))
            + " | "
            + left());
  }
}
