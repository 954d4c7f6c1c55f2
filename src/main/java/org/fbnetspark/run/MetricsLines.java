package org.fbnetspark.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.format.run.EpochLines;
import org.fbnetspark.store.Storage;

/**
 * A file of JSON lines, one for each epoch. The file is small and written as a whole, for not every
 * file system can append; a resumed run drops the lines of epochs that it repeats.
 */
public final class MetricsLines {

  private static final int MOST_BYTES = 64 << 20;

  private final Storage storage;
  private final String path;
  private final List<String> lines = new ArrayList<>();

  public MetricsLines(Storage storage, String path) {
    this.storage = storage;
    this.path = path;
  }

  /** Takes over the lines of the epochs before this one. */
  public void resume(int epoch) {
    try {
      if (storage.exists(path)) {
        lines.addAll(EpochLines.before(epoch, storage.read(path, MOST_BYTES), path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void add(String line) {
    lines.add(line);
    try {
      String text = String.join("\n", lines) + "\n";
      storage.replace(path, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
