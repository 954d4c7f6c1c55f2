package org.fbnetspark.driver;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.format.LatencyFile;
import org.fbnetspark.format.LatencyTableJson;
import org.fbnetspark.store.Storage;

/**
 * The latency table of a run: the one that was given, else the one that the run has measured
 * already, else one that is measured now. Whichever it is, the run directory has it afterwards.
 */
final class LatencySource {

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
      return read(directory.latencyTable(), space);
    }
    LatencyTable table =
        given.isPresent()
            ? read(given.get(), space)
            : LatencyProfile.measure(space, settings.engine(), lines);
    storage.replace(directory.latencyTable(), LatencyTableJson.write(table));
    return table;
  }

  private LatencyTable read(String path, LayerwiseSpace space) throws IOException {
    byte[] bytes = directory.storage().read(path, LatencyFile.LARGEST_BYTES);
    return LatencyFile.read(bytes, path, space);
  }
}
