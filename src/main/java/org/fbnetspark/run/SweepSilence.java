package org.fbnetspark.run;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.fbnetspark.domain.run.RunPulse;
import org.fbnetspark.store.FileEntry;
import org.fbnetspark.store.Storage;

/**
 * Whether the process that claimed a sweep has ended, by what is written. While it trains, its runs
 * tell; what it does before and after for all of them is given the time of a run's beginning.
 *
 * @param directory of the sweep
 * @param claimed when the process made its claim
 */
record SweepSilence(SweepDirectory directory, Instant claimed) {

  /** Whether nothing was written for longer than it should take. */
  boolean holds(Instant asked) throws IOException {
    Instant own = ownLast();
    boolean trained = false;
    for (RunDirectory run : directory.runs()) {
      RunFiles files = RunFiles.of(run);
      Instant begun = begun(run);
      if (!files.silent(begun, asked)) {
        return false;
      }
      trained |= begun.isAfter(own) || files.lastWritten().isAfter(own);
    }
    return trained
        || new RunPulse(false, false, own, asked, OptionalDouble.empty()).state()
            == RunPulse.State.SILENT;
  }

  /**
   * When the sweep or, later, this run of it was claimed; the claim of one that is over is gone.
   */
  private Instant begun(RunDirectory run) throws IOException {
    List<Instant> times = new ArrayList<>(List.of(claimed));
    for (FileEntry entry : run.storage().list(run.path())) {
      if (Claim.is(entry)) {
        times.add(run.storage().modified(entry.path()));
      }
    }
    return Collections.max(times);
  }

  /** When anything was last written that is of no run. */
  private Instant ownLast() throws IOException {
    Storage storage = directory.storage();
    List<Instant> times = new ArrayList<>(List.of(claimed));
    times.add(storage.modified(directory.manifest()));
    for (String folder : directory.shared()) {
      addWritten(storage, folder, times);
    }
    return Collections.max(times);
  }

  private static void addWritten(Storage storage, String folder, List<Instant> times)
      throws IOException {
    if (!storage.isDirectory(folder)) {
      return;
    }
    for (FileEntry entry : storage.list(folder)) {
      if (entry.directory()) {
        addWritten(storage, entry.path(), times);
      } else if (entry.kind() == FileEntry.Kind.FILE) {
        times.add(storage.modified(entry.path()));
      }
    }
  }
}
