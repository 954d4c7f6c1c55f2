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
  private long lastEvent;
  private long lastLine;
  private int finished;
  private int failed;
  private int trained;

  /** Wall time of searches, shared with what else went on at the same moments. */
  private double trainingSeconds;

  /** The same of retrainings that are over, and the epochs of those. */
  private double retrainingSeconds;

  private long retrainedEpochs;

  /** Epochs of a run, and the networks that it retrains behind them. */
  private static final class Part {
    private int epochs;
    private int done;
    private int retrainings;
    private int epochsOfEach;
    private boolean trained;
    private double secondsBehind;

    private boolean behindEpochs() {
      return done >= epochs;
    }
  }

  /**
   * Of a process that has not trained yet.
   *
   * @param finished points that are over already
   * @param nanos the clock
   */
  SweepProgress(int points, int finished, Consumer<String> lines, LongSupplier nanos) {
    this.nanos = nanos;
    this.lastEvent = nanos.getAsLong();
    this.lastLine = lastEvent;
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

  /** What a run that was added retrains, at most, behind its epochs. */
  synchronized void retrains(String run, int networks, int epochsOfEach) {
    parts.get(run).retrainings = networks;
    parts.get(run).epochsOfEach = epochsOfEach;
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

  /** Shares the time since the last event among those that were running. */
  private void pass() {
    long now = nanos.getAsLong();
    double seconds = (now - lastEvent) / 1e9;
    lastEvent = now;
    List<Part> behind = running.stream().map(parts::get).filter(Part::behindEpochs).toList();
    double each = running.isEmpty() ? 0 : seconds / running.size();
    behind.forEach(part -> part.secondsBehind += each);
    trainingSeconds += seconds - each * behind.size();
  }

  private synchronized void begun(String run, int done) {
    pass();
    running.add(run);
    parts.get(run).done = Math.min(done, parts.get(run).epochs);
  }

  private synchronized void trained(String run, int done) {
    pass();
    parts.get(run).done = done;
    parts.get(run).trained = true;
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
    pass();
    running.remove(run);
    Part part = parts.get(run);
    // What an earlier process retrained, or what failed, tells too little of how long it takes.
    if (well && part.trained && part.retrainings > 0) {
      retrainingSeconds += part.secondsBehind;
      retrainedEpochs += (long) part.retrainings * part.epochsOfEach;
    }
    part.done = part.epochs;
    part.retrainings = 0;
    finished += well ? points : 0;
    failed += well ? 0 : points;
    if (points > 0) {
      tell();
    }
  }

  /**
   * What is left. Of searches that are behind their last epochs and retrain nothing the time is not
   * known; that of retrainings once a run is over that had some.
   */
  private String left() {
    int epochs = parts.values().stream().mapToInt(part -> part.epochs - part.done).sum();
    int retrainings = parts.values().stream().mapToInt(part -> part.retrainings).sum();
    if (epochs == 0 && retrainings == 0) {
      return running.isEmpty() ? "0 epochs left | ETA 0 s" : "finalists left | ETA unknown";
    }
    String known = epochs + " epochs left | ETA ";
    boolean timed = epochs == 0 || trained > 0;
    double seconds = trained == 0 ? 0 : trainingSeconds / trained * epochs;
    String eta = timed ? Figures.duration(seconds) : "unknown";
    if (retrainings == 0) {
      return known + eta;
    }
    String networks = "up to " + retrainings + " retrainings";
    if (retrainedEpochs == 0) {
      return epochs == 0 ? networks + " left | ETA unknown" : known + eta + " without " + networks;
    }
    long more =
        parts.values().stream()
            .mapToLong(part -> (long) part.retrainings * part.epochsOfEach)
            .sum();
    double retraining = retrainingSeconds / retrainedEpochs * more;
    return epochs
        + " epochs and "
        + networks
        + " left | ETA "
        + (timed ? Figures.duration(seconds + retraining) : "unknown");
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
