package org.fbnetspark.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.format.MetricsJson;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.Round;
import org.fbnetspark.search.SearchProgress;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.search.SearchWorkers;
import org.fbnetspark.search.Tally;
import org.fbnetspark.store.Storage;

/**
 * Keeps {@code metrics.jsonl}, a line for each epoch. The file is small and written as a whole, for
 * not every file system can append; a resumed run drops the lines of epochs that it repeats.
 */
final class MetricsFile implements SearchProgress {

  private static final int MOST_BYTES = 64 << 20;

  private final Storage storage;
  private final String path;
  private final List<String> lines = new ArrayList<>();

  MetricsFile(Storage storage, String path) {
    this.storage = storage;
    this.path = path;
  }

  @Override
  public void started(SearchState state, SearchWorkers.Plan plan) {
    try {
      if (storage.exists(path)) {
        String text = new String(storage.read(path, MOST_BYTES), StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
          if (MetricsJson.epoch(line, path) < state.epoch()) {
            lines.add(line);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void weightRound(Round round, Tally tally) {}

  @Override
  public void thetaRound(Round round, SearchWorkers.ThetaOutcome outcome) {}

  @Override
  public void epoch(EpochReport report) {
    lines.add(MetricsJson.line(report));
    try {
      String text = String.join("\n", lines) + "\n";
      storage.replace(path, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
