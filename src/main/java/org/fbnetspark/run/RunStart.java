package org.fbnetspark.run;

import java.io.IOException;
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
   * Claims the directory, works in it and gives it back.
   *
   * @throws JobRefusedException where another process writes it, or may do so; where a run is there
   *     and is not to be resumed, or the reverse
   */
  public <T> T claimed(Storage storage, Work<T> work) throws IOException {
    try (Claim claim = RunDirectory.claim(storage, directory)) {
      return work.in(RunDirectory.open(claim, resume));
    }
  }
}
