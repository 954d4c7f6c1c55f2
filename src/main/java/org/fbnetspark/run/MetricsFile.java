package org.fbnetspark.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.format.run.MetricsJson;
import org.fbnetspark.store.Storage;

/**
 * Keeps a run's {@code metrics.jsonl} and gives its epochs to others. The file is small and written
 * as a whole, for not every file system can append; a resumed run drops the lines of epochs that it
 * repeats.
 */
public final class MetricsFile implements TrainingProgress {

  private static final int MOST_BYTES = 64 << 20;

  private final Storage storage;
  private final String path;
  private final Consumer<Epoch> further;
  private final List<String> lines = new ArrayList<>();

  /**
   * The file at a path.
   *
   * @param further takes the epochs besides
   */
  public MetricsFile(Storage storage, String path, Consumer<Epoch> further) {
    this.storage = storage;
    this.path = path;
    this.further = further;
  }

  @Override
  public void started(int epochs, List<Integer> rounds) {
    try {
      if (storage.exists(path)) {
        lines.addAll(MetricsJson.before(epochs, storage.read(path, MOST_BYTES), path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void round(Round round) {}

  @Override
  public void epoch(Epoch epoch) {
    lines.add(MetricsJson.line(epoch));
    try {
      String text = String.join("\n", lines) + "\n";
      storage.replace(path, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    further.accept(epoch);
  }
}
