package org.fbnetspark.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.fbnetspark.store.Storage;

/** Claims of several files, closed together. */
public final class Claims implements Closeable {

  private final Deque<Claim> held = new ArrayDeque<>();

  /** Claims one more file, by its full path. */
  public void add(Storage storage, String path) throws IOException {
    held.push(Claim.ofFile(storage, path));
  }

  @Override
  public void close() throws IOException {
    if (!held.isEmpty()) {
      try {
        held.pop().close();
      } finally {
        close();
      }
    }
  }
}
