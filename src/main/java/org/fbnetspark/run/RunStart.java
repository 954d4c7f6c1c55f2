package org.fbnetspark.run;

import java.io.IOException;
import java.util.Optional;
import org.fbnetspark.domain.train.TrainingFailedException;
import org.fbnetspark.store.Storage;

/**
 * What a run is told besides its experiment.
 *
 * @param directory where to write, on any Hadoop file system
 * @param resume whether to go on with the run that is there
 * @param config resolved configuration, kept in the run directory
 */
public record RunStart(String directory, boolean resume, String config) {

  /** What is done in a run directory that no other process writes meanwhile. */
  public interface Work<T> {
    T in(RunDirectory directory) throws IOException;
  }

  /**
   * Claims the directory, works in it and gives it back. Work that fails before the run has begun
   * leaves none of the data that it made.
   *
   * @throws JobRefusedException where another process writes it, or may do so; where a run is there
   *     and is not to be resumed, or the reverse; where it cannot be written
   * @throws RunStoppedException where work fails after the run has begun
   */
  public <T> T claimed(Storage storage, Work<T> work) throws IOException {
    try (Claim claim = RunDirectory.claim(storage, directory)) {
      RunDirectory run = RunDirectory.open(claim, resume);
      run.deleteTemporaries();
      boolean makes = !storage.exists(run.data());
      try {
        return work.in(run);
      } catch (Exception failed) {
        if (makes) {
          undo(run, failed);
        }
        Optional<RunStoppedException> stopped = stopped(run, failed);
        if (stopped.isPresent()) {
          throw stopped.get();
        }
        throw failed;
      }
    }
  }

  /** How to go on, where the run has begun and another start may help. */
  private static Optional<RunStoppedException> stopped(RunDirectory run, Exception failed) {
    if (failed instanceof JobRefusedException || failed instanceof TrainingFailedException) {
      return Optional.empty();
    }
    try {
      return run.begun()
          ? Optional.of(new RunStoppedException(run.standing(), failed))
          : Optional.empty();
    } catch (IOException | RuntimeException unreadable) {
      failed.addSuppressed(unreadable);
      return Optional.empty();
    }
  }

  /** What goes wrong here must not hide why it is done. */
  private static void undo(RunDirectory run, Exception failed) {
    try {
      if (!run.begun()) {
        run.storage().delete(run.data());
      }
    } catch (IOException | RuntimeException left) {
      failed.addSuppressed(left);
    }
  }
}
