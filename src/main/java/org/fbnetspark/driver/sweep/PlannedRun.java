package org.fbnetspark.driver.sweep;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.driver.search.SearchJob;
import org.fbnetspark.experiment.Configuration;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.run.RunDirectory;
import org.fbnetspark.run.RunFiles;

/**
 * One run of a sweep, of which one or more points come.
 *
 * @param name of its directory below points/
 * @param points names of what comes out of it
 * @param configuration that it is run by, with the data and the latencies that points share
 * @param checked what it will train; empty where it is over
 * @param warmUp name of the run of the epochs that it shares; empty where it shares none
 * @param state how far it was when the sweep began
 * @param done what it need not do again
 */
record PlannedRun(
    String name,
    List<String> points,
    Configuration configuration,
    Optional<SearchJob.Checked> checked,
    Optional<String> warmUp,
    State state,
    Done done) {

  /**
   * What is done of a run.
   *
   * @param epochs of the state that it goes on from
   * @param retrained finalists and baselines
   */
  record Done(int epochs, int retrained) {

    static final Done NOTHING = new Done(0, 0);

    static Done of(RunDirectory directory, Experiment experiment) throws IOException {
      return directory.begun()
          ? new Done(
              directory.epochsKept().orElse(0),
              RunFiles.at(directory.storage(), directory.path())
                  .retrainings()
                  .over(experiment.retrainingEpochs()))
          : NOTHING;
    }
  }

  /** How far a run is. */
  enum State {
    /** Nothing is there. */
    NEW,
    /** It can go on. */
    BEGUN,
    /** Its outcome is there. */
    FINISHED;

    static State of(RunDirectory directory) throws IOException {
      if (directory.storage().exists(directory.summary())) {
        return FINISHED;
      }
      return directory.begun() ? BEGUN : NEW;
    }
  }

  PlannedRun {
    points = List.copyOf(points);
  }

  /** Whether the points are goals of it, of which it may have more. */
  boolean hasGoals() {
    return !points.equals(List.of(name));
  }

  Experiment experiment() {
    return configuration.experiment();
  }

  boolean finished() {
    return state == State.FINISHED;
  }

  /** Epochs that it trains itself. */
  int epochsLeft() {
    int shared = warmUp.isPresent() ? experiment().search().warmupEpochs() : 0;
    return Math.max(0, experiment().search().epochs() - Math.max(shared, done.epochs()));
  }

  /** Networks that it retrains, at most. */
  int retrainingsLeft() {
    return Math.max(0, experiment().retrainings() - done.retrained());
  }

  PlannedRun sharing(Optional<String> other) {
    return new PlannedRun(name, points, configuration, checked, other, state, done);
  }
}
