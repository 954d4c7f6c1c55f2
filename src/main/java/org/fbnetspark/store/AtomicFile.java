package org.fbnetspark.store;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/**
 * A file in the making: written under a unique temporary name beside its target, which {@link
 * #commit} gives it by rename. Closed without a commit, it leaves nothing behind.
 *
 * <p>Use it in a try block with resources: whatever fails to be cleaned up is then attached to the
 * failure that came first.
 */
public final class AtomicFile implements Closeable {

  private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.tmp");

  private final FileSystem files;
  private final Configuration configuration;
  private final Path target;
  private final Path temporary;
  private final boolean replace;
  private final OutputStream stream;
  private boolean committed;

  AtomicFile(FileSystem files, Configuration configuration, Path target, boolean replace)
      throws IOException {
    this.files = files;
    this.configuration = configuration;
    this.target = files.makeQualified(target);
    this.replace = replace;
    refuseExisting();
    String name = "." + target.getName() + "." + UUID.randomUUID() + ".tmp";
    this.temporary = new Path(this.target.getParent(), name);
    try {
      LocalFiles.createFolder(files, this.target.getParent());
      this.stream = new Stream(files.create(temporary, false));
    } catch (IOException e) {
      throw WriteFailure.of(this.target, e);
    }
  }

  /** Whether a name is that of a file in the making. */
  static boolean isTemporary(String name) {
    return TEMPORARY.matcher(name).matches();
  }

  /** Where the bytes go; written through a buffer. */
  public OutputStream stream() {
    return stream;
  }

  /** Closes the stream and gives the file its name. */
  public void commit() throws IOException {
    stream.close();
    if (replace) {
      try {
        FileContext.getFileContext(target.toUri(), configuration)
            .rename(temporary, target, Rename.OVERWRITE);
      } catch (IOException e) {
        throw WriteFailure.of(target, e);
      }
    } else {
      refuseExisting();
      if (!files.rename(temporary, target)) {
        throw new IOException(
            target + " could not be committed: rename of " + temporary + " failed");
      }
    }
    committed = true;
  }

  @Override
  public void close() throws IOException {
    if (committed) {
      return;
    }
    try {
      stream.close();
    } finally {
      if (!files.delete(temporary, false) && files.exists(temporary)) {
        throw new IOException(temporary + " is left over and could not be deleted");
      }
    }
  }

  private void refuseExisting() throws IOException {
    if (!replace && files.exists(target)) {
      throw new IOException(target + " exists already; choose another path or delete it");
    }
  }

  /** Names the target in what goes wrong. */
  private final class Stream extends FilterOutputStream {

    Stream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      named(() -> out.write(value));
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      named(() -> out.write(bytes, from, count));
    }

    @Override
    public void flush() throws IOException {
      named(out::flush);
    }

    @Override
    public void close() throws IOException {
      named(out::close);
    }

    private void named(Step step) throws IOException {
      try {
        step.run();
      } catch (FSError e) {
        // Hadoop's way to tell that a disk is full, which nobody would catch.
        throw WriteFailure.of(target, new IOException(e.getCause()));
      } catch (IOException e) {
        throw WriteFailure.of(target, e);
      }
    }
  }

  /** Part of writing. */
  private interface Step {
    void run() throws IOException;
  }
}
