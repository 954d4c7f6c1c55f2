package org.fbnetspark.store;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file in the making, which nobody sees under its name before {@link #commit}, and then as a
 * whole: by rename, or where there is none by the close of one stream. Closed without a commit, it
 * leaves nothing behind.
 *
 * <p>Use it in a try block with resources: whatever fails to be cleaned up is then attached to the
 * failure that came first.
 */
public abstract sealed class AtomicFile implements Closeable permits RenamedFile, UploadedFile {

  private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.tmp");

  private final FileSystem files;
  private final Path target;
  private final boolean replace;
  private final OutputStream stream;
  private boolean committed;

  AtomicFile(FileSystem files, Path target, boolean replace, OutputStream out) {
    this.files = files;
    this.target = target;
    this.replace = replace;
    this.stream = new Stream(out);
  }

  /**
   * Begins a file.
   *
   * @param commit what the file system promises
   * @param replace whether it takes the place of an older one
   */
  static AtomicFile begin(
      FileSystem files, Configuration configuration, Path path, boolean replace, Commit commit)
      throws IOException {
    Path target = files.makeQualified(path);
    if (!replace) {
      refuseExisting(files, target);
    }
    try {
      return commit == Commit.CLOSE
          ? UploadedFile.begin(files, target, replace)
          : RenamedFile.begin(files, configuration, target, replace);
    } catch (IOException e) {
      throw WriteFailure.of(target, e);
    }
  }

  final FileSystem files() {
    return files;
  }

  final Path target() {
    return target;
  }

  final boolean replaces() {
    return replace;
  }

  /** Whether a name is that of a file in the making. */
  static boolean isTemporary(String name) {
    return TEMPORARY.matcher(name).matches();
  }

  /** Where the bytes go; written through a buffer. */
  public final OutputStream stream() {
    return stream;
  }

  /** Closes the stream and gives the file its name. */
  public final void commit() throws IOException {
    stream.close();
    if (!replace) {
      refuseExisting(files, target);
    }
    publish();
    committed = true;
  }

  /** Shows the file, whose bytes are complete, under its name. */
  abstract void publish() throws IOException;

  /** Removes what there is of a file that nobody will see. */
  abstract void discard() throws IOException;

  @Override
  public final void close() throws IOException {
    if (committed) {
      return;
    }
    try {
      stream.close();
    } finally {
      discard();
    }
  }

  private static void refuseExisting(FileSystem files, Path target) throws IOException {
    if (files.exists(target)) {
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
