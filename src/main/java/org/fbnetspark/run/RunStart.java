package org.fbnetspark.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
   * Claims the directory, works in it and gives it back. Work that is refused before the run has
   * begun leaves nothing of what it made to find out.
   *
   * @throws JobRefusedException where another process writes it, or may do so; where a run is there
   *     and is not to be resumed, or the reverse
   */
  public <T> T claimed(Storage storage, Work<T> work) throws IOException {
    try (Claim claim = RunDirectory.claim(storage, directory)) {
      RunDirectory run = RunDirectory.open(claim, resume);
      List<String> made = absent(run);
      try {
        return work.in(run);
      } catch (JobRefusedException refused) {
        if (!run.begun()) {
          for (String path : made) {
            storage.delete(path);
          }
        }
        throw refused;
      }
    }
  }

  /** What a run makes before it begins and is not there yet. */
  private static List<String> absent(RunDirectory run) throws IOException {
    List<String> absent = new ArrayList<>();
    for (String path : List.of(run.data(), run.latencyTable())) {
      if (!run.storage().exists(path)) {
        absent.add(path);
      }
    }
    return absent;
  }
}
