package org.fbnetspark.store;

import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** How a file comes to be whole or not at all, by what its file system promises. */
enum Commit {
  /** It is given its name when it is complete, in one step. */
  RENAME,
  /** It has its name at once, and nobody sees it before it is closed: an object store. */
  CLOSE,
  /** By rename as well, but that is a copy and a deletion, and may be cut off between the two. */
  COPY;

  /** Connectors that rename by copying, of object stores that have no rename. */
  private static final Set<String> COPYING =
      Set.of("s3", "s3a", "s3n", "gs", "wasb", "wasbs", "oss", "cos", "cosn", "obs", "swift");

  /**
   * Finds out by a file that is looked for before it is closed. File systems that show it then keep
   * names apart from bytes, and rename in one step unless they are known not to.
   *
   * @param folder where the file is written for a moment; made if it is not there
   */
  static Commit of(FileSystem files, Path folder) throws IOException {
    if (LocalFiles.are(files)) {
      return RENAME;
    }
    if (!seenBeforeClosed(files, new Path(folder, ".probe." + UUID.randomUUID() + ".tmp"))) {
      return CLOSE;
    }
    return COPYING.contains(files.getUri().getScheme()) ? COPY : RENAME;
  }

  private static boolean seenBeforeClosed(FileSystem files, Path probe) throws IOException {
    try (FSDataOutputStream out = files.create(probe, true)) {
      out.write(0);
      return files.exists(probe);
    } finally {
      // Closed by now, and so there in any case.
      files.delete(probe, false);
    }
  }
}
