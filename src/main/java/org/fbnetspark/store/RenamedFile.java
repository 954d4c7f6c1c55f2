package org.fbnetspark.store;

import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/** Written under a unique temporary name beside its target, which it is given by rename. */
final class RenamedFile extends AtomicFile {

  private final Configuration configuration;
  private final Path temporary;

  private RenamedFile(
      FileSystem files,
      Configuration configuration,
      Path target,
      boolean replace,
      Path temporary,
      OutputStream out) {
    super(files, target, replace, out);
    this.configuration = configuration;
    this.temporary = temporary;
  }

  static RenamedFile begin(
      FileSystem files, Configuration configuration, Path target, boolean replace)
      throws IOException {
    String name = "." + target.getName() + "." + UUID.randomUUID() + ".tmp";
    Path temporary = new Path(target.getParent(), name);
    LocalFiles.createFolder(files, target.getParent());
    return new RenamedFile(
        files, configuration, target, replace, temporary, files.create(temporary, false));
  }

  @Override
  void publish() throws IOException {
    boolean renamed = true;
    try {
      // The plain rename of the machine's own files replaces; that of others may refuse to.
      if (replaces() && !LocalFiles.are(files())) {
        FileContext.getFileContext(target().toUri(), configuration)
            .rename(temporary, target(), Rename.OVERWRITE);
      } else {
        renamed = files().rename(temporary, target());
      }
    } catch (IOException e) {
      throw WriteFailure.of(target(), e);
    }
    if (!renamed) {
      throw new IOException(
          target() + " could not be committed: rename of " + temporary + " failed");
    }
  }

  @Override
  void discard() throws IOException {
    if (!files().delete(temporary, false) && files().exists(temporary)) {
      throw new IOException(temporary + " is left over and could not be deleted");
    }
  }
}
