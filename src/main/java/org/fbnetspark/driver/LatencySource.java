package org.fbnetspark.driver;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.format.LatencyTableJson;
import org.fbnetspark.store.Storage;

/**
 * The latency table of a run: the one that was given, else the one that the run has measured
 * already, else one that is measured now. Whichever it is, the run directory has it afterwards.
 */
final class LatencySource {

  private static final int MOST_BYTES = 64 << 20;

  private final SearchJobSettings settings;
  private final RunDirectory directory;
  private final Consumer<String> lines;

  LatencySource(SearchJobSettings settings, RunDirectory directory, Consumer<String> lines) {
    this.settings = settings;
    this.directory = directory;
    this.lines = lines;
  }

  /** The table; what is measured now has the ops of this space. */
  LatencyTable of(LayerwiseSpace space) throws IOException {
    Storage storage = directory.storage();
    Optional<String> given = settings.costs().latencyTable();
    if (given.isEmpty() && storage.exists(directory.latencyTable())) {
      return read(directory.latencyTable());
    }
    LatencyTable table =
        given.isPresent()
            ? read(given.get())
            : LatencyProfile.measure(space, settings.engine(), lines);
    storage.replace(directory.latencyTable(), LatencyTableJson.write(table));
    return table;
  }

  private LatencyTable read(String path) throws IOException {
    return LatencyTableJson.read(directory.storage().read(path, MOST_BYTES), path);
  }
}
