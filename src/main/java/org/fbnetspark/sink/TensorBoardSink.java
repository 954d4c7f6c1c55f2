package org.fbnetspark.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.store.Storage;

/**
 * Event files for TensorBoard, one for each epoch: not every file system can append, and
 * TensorBoard does not look again at a file that was replaced. An epoch that is repeated takes the
 * place of its own file, so that a curve has no step twice.
 *
 * @param storage where they lie
 * @param directory that holds nothing else
 */
record TensorBoardSink(Storage storage, String directory) implements MetricsSink {

  @Override
  public void epoch(Epoch epoch) {
    int step = epoch.number() + 1;
    // TensorBoard knows its files by "tfevents" and reads them in the order of their names.
    String name = String.format(Locale.ROOT, "events.out.tfevents.epoch-%06d", step);
    try {
      storage.replace(
          Storage.child(directory, name),
          EventFile.of(System.currentTimeMillis() / 1e3, step, epoch.figures()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void finished() {}

  @Override
  public void close() {}
}
