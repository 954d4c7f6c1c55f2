package org.fbnetspark.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files of any Hadoop file system, chosen by the scheme of each path. Travels to executors as the
 * settings it was made with; each process opens its own connections.
 *
 * <p>The local file system is used without Hadoop's checksum files, because every format of this
 * project carries its own.
 */
public final class Storage implements Serializable {

  private static final long serialVersionUID = 1L;

  private final TreeMap<String, String> settings;
  private transient Configuration configuration;
  private transient Map<URI, Commit> commits;

  /**
   * Storage under the machine's Hadoop configuration and these settings on top.
   *
   * @param settings keys of Hadoop without Spark's prefix, such as {@code fs.s3a.endpoint}
   */
  public Storage(Map<String, String> settings) {
    this.settings = new TreeMap<>(settings);
  }

  /** Storage under the machine's Hadoop configuration alone. */
  public static Storage standard() {
    return new Storage(Map.of());
  }

  /**
   * The full path with scheme, which means the same file in every process of a cluster; a relative
   * path is resolved against the working directory of this process.
   */
  public String qualified(String path) throws IOException {
    Path name = path(path);
    String full = fileSystem(name).makeQualified(name).toString();
    LocaleCharset.HERE.check(full, false);
    return full;
  }

  /** The path to Hadoop; {@code ~/} is the user's home, for a shell replaces it not everywhere. */
  private Path path(String path) throws IOException {
    if (!path.startsWith("~/")) {
      return new Path(path);
    }
    Path home = FileSystem.get(configuration()).getHomeDirectory();
    return new Path(home, path.substring(2));
  }

  /** The path of a name inside a directory. */
  public static String child(String directory, String name) {
    return new Path(directory, name).toString();
  }

  /** Whether there is a file or directory. */
  public boolean exists(String path) throws IOException {
    Path name = path(path);
    return fileSystem(name).exists(name);
  }

  /** Whether there is a directory. */
  public boolean isDirectory(String path) throws IOException {
    Path name = path(path);
    try {
      return fileSystem(name).getFileStatus(name).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Length of a file. */
  public long bytes(String path) throws IOException {
    return file(path(path)).getLen();
  }

  /** When a file was last written, by its file system's clock. */
  public Instant modified(String path) throws IOException {
    return Instant.ofEpochMilli(file(path(path)).getModificationTime());
  }

  /**
   * What a directory holds, sorted by name.
   *
   * @throws IOException where it holds a name beyond the locale's charset, which the file system
   *     would leave out
   */
  public List<FileEntry> list(String directory) throws IOException {
    Path name = path(directory);
    FileSystem files = fileSystem(name);
    Map<String, FileEntry> entries = new TreeMap<>();
    for (FileStatus status : files.listStatus(name)) {
      Path path = status.getPath();
      FileEntry.Kind kind = FileEntry.Kind.FILE;
      if (status.isDirectory()) {
        kind = FileEntry.Kind.DIRECTORY;
      } else if (LocalFiles.are(files) && LocalFiles.isSpecial(LocalFiles.path(path))) {
        kind = FileEntry.Kind.SPECIAL;
      }
      long bytes = kind == FileEntry.Kind.FILE ? status.getLen() : 0;
      entries.put(path.getName(), new FileEntry(path.toString(), path.getName(), bytes, kind));
    }
    if (LocalFiles.are(files)) {
      java.nio.file.Path folder = LocalFiles.path(files.makeQualified(name));
      for (String dangling : LocalFiles.danglingBesides(folder, entries.keySet())) {
        String path = child(directory, dangling);
        entries.put(dangling, new FileEntry(path, dangling, 0, FileEntry.Kind.DANGLING));
      }
    }
    return List.copyOf(entries.values());
  }

  /** The path without links, as far as its file system has any. */
  public String withoutLinks(String path) throws IOException {
    Path qualified = new Path(qualified(path));
    return LocalFiles.are(fileSystem(qualified))
        ? LocalFiles.path(qualified).toRealPath().toString()
        : qualified.toString();
  }

  /** A stream over a file; the caller closes it. */
  public InputStream open(String path) throws IOException {
    return stream(path(path));
  }

  /** A file at any position; the caller closes it. */
  public SeekableByteChannel channel(String path) throws IOException {
    Path name = path(path);
    long length = file(name).getLen();
    return new StoredChannel(stream(name), length);
  }

  /**
   * A whole file.
   *
   * @param maxBytes refuses a longer file before any memory is taken
   */
  public byte[] read(String path, int maxBytes) throws IOException {
    Path name = path(path);
    long length = file(name).getLen();
    if (length > maxBytes) {
      throw new CorruptFileException(
          path, maxBytes, "is " + length + " bytes long, but at most " + maxBytes + " are read");
    }
    byte[] bytes = new byte[(int) length];
    try (FSDataInputStream in = stream(name)) {
      in.readFully(0, bytes);
    }
    return bytes;
  }

  /** Starts a file that appears as a whole or not at all and must not exist yet. */
  public AtomicFile create(String path) throws IOException {
    Path name = path(path);
    return begin(name, false);
  }

  /** Starts a file that takes the place of an older one, if there is one, in one step. */
  public AtomicFile createOrReplace(String path) throws IOException {
    Path name = path(path);
    return begin(name, true);
  }

  private AtomicFile begin(Path name, boolean replace) throws IOException {
    FileSystem files = fileSystem(name);
    return AtomicFile.begin(files, configuration(), name, replace, commit(files, name));
  }

  /** What the file system of a file promises, which is looked into once. */
  private synchronized Commit commit(FileSystem files, Path name) throws IOException {
    if (commits == null) {
      commits = new TreeMap<>();
    }
    Commit known = commits.get(files.getUri());
    if (known == null) {
      try {
        known = Commit.of(files, files.makeQualified(name).getParent());
      } catch (IOException e) {
        throw WriteFailure.of(files.makeQualified(name), e);
      }
      commits.put(files.getUri(), known);
    }
    return known;
  }

  /**
   * How files of a directory are committed, where it is not by a rename in one step.
   *
   * @return a line for a person
   */
  public Optional<String> commitNote(String directory) throws IOException {
    Path name = path(child(directory, "file"));
    FileSystem files = fileSystem(name);
    return switch (commit(files, name)) {
      case RENAME -> Optional.empty();
      case CLOSE ->
          Optional.of(
              "files: "
                  + files.getUri()
                  + " shows a file when it is closed, as object stores do; each is sent in one"
                  + " stream and not renamed");
      case COPY ->
          Optional.of(
              "warning: "
                  + files.getUri()
                  + " renames by copying; a run that is killed while a file takes another's place"
                  + " may lose both; write to HDFS or to another connector of the store");
    };
  }

  /** Whether {@link #createNew} lets one process succeed of several that try at the same moment. */
  public boolean createsExclusively(String path) throws IOException {
    Path name = path(path);
    FileSystem files = fileSystem(name);
    return commit(files, name) == Commit.RENAME;
  }

  /** Writes a new file in one step. */
  public void write(String path, byte[] bytes) throws IOException {
    try (AtomicFile file = create(path)) {
      file.stream().write(bytes);
      file.commit();
    }
  }

  /** Writes a file in one step, in place of an older one if there is one. */
  public void replace(String path, byte[] bytes) throws IOException {
    try (AtomicFile file = createOrReplace(path)) {
      file.stream().write(bytes);
      file.commit();
    }
  }

  /** Deletes a file, or a directory with all it holds; nothing happens where there is none. */
  public void delete(String path) throws IOException {
    Path name = path(path);
    FileSystem files = fileSystem(name);
    if (!files.delete(name, true) && files.exists(name)) {
      throw new IOException(path + " could not be deleted");
    }
  }

  /**
   * Deletes files in the making from a directory, which killed processes have left; no other may be
   * writing there.
   */
  public void deleteTemporaries(String directory) throws IOException {
    deleteTemporaries(directory, ".");
  }

  /** The same for those of one file, which no other process may be writing. */
  public void deleteTemporariesOf(String path) throws IOException {
    Path file = new Path(path);
    if (isDirectory(file.getParent().toString())) {
      deleteTemporaries(file.getParent().toString(), "." + file.getName() + ".");
    }
  }

  private void deleteTemporaries(String directory, String prefix) throws IOException {
    for (FileEntry entry : list(directory)) {
      if (entry.name().startsWith(prefix) && AtomicFile.isTemporary(entry.name())) {
        delete(entry.path());
      }
    }
  }

  /** Deletes a directory that holds nothing. */
  public void deleteEmpty(String directory) throws IOException {
    Path name = path(directory);
    fileSystem(name).delete(name, false);
  }

  /**
   * Writes a file unless it is there. Of several processes that try one succeeds, where {@link
   * #createsExclusively}; object stores may let more than one.
   *
   * @return whether this call has written it
   */
  public boolean createNew(String path, byte[] bytes) throws IOException {
    Path name = path(path);
    FileSystem files = fileSystem(name);
    try {
      if (LocalFiles.are(files)) {
        return LocalFiles.createNew(LocalFiles.path(files.makeQualified(name)), bytes);
      }
      if (commit(files, name) == Commit.CLOSE) {
        boolean absent = !files.exists(name);
        if (absent) {
          UploadedFile.put(files, name, bytes);
        }
        return absent;
      }
      try (OutputStream out = files.create(name, false)) {
        out.write(bytes);
        return true;
      }
    } catch (FileAlreadyExistsException exists) {
      return false;
    } catch (IOException e) {
      throw WriteFailure.of(path, e);
    }
  }

  /**
   * Writes what a file holds once more, so that it is newly written. It never goes meanwhile, as it
   * may where it is replaced, but may be seen empty where it is not of this machine.
   *
   * @param bytes what it holds
   */
  public void writeAgain(String path, byte[] bytes) throws IOException {
    Path name = path(path);
    FileSystem files = fileSystem(name);
    if (LocalFiles.are(files)) {
      Files.write(LocalFiles.path(files.makeQualified(name)), bytes, StandardOpenOption.WRITE);
    } else {
      UploadedFile.put(files, name, bytes);
    }
  }

  private FSDataInputStream stream(Path path) throws IOException {
    requireRegular(path);
    return fileSystem(path).open(path);
  }

  private void requireRegular(Path path) throws IOException {
    FileSystem files = fileSystem(path);
    if (LocalFiles.are(files) && LocalFiles.isSpecial(LocalFiles.path(files.makeQualified(path)))) {
      throw new IOException(path + " is no regular file, but a pipe, a device or a socket");
    }
  }

  private FileStatus file(Path path) throws IOException {
    requireRegular(path);
    FileStatus status = fileSystem(path).getFileStatus(path);
    if (status.isDirectory()) {
      throw new IOException(path + " is a directory, but a file was expected");
    }
    return status;
  }

  private FileSystem fileSystem(Path path) throws IOException {
    FileSystem files = path.getFileSystem(configuration());
    LocaleCharset.HERE.check(path.toString(), LocalFiles.are(files));
    return files;
  }

  private synchronized Configuration configuration() {
    if (configuration == null) {
      Configuration made = new Configuration(Machine.SETTINGS);
      made.set("fs.file.impl", MachineFiles.class.getName());
      // Spark caches the checksummed local file system in this process; ours must not meet it.
      made.setBoolean("fs.file.impl.disable.cache", true);
      settings.forEach(made::set);
      configuration = made;
    }
    return configuration;
  }

  /** The machine's Hadoop configuration, whose files are read once in a process. */
  private static final class Machine {
    static final Configuration SETTINGS = read();

    private static Configuration read() {
      Configuration read = new Configuration();
      // Whichever thread is the first: the loader of ours has what an application came with, too.
      read.setClassLoader(Storage.class.getClassLoader());
      // Read when something is asked for.
      read.size();
      return read;
    }
  }

  @Override
  public String toString() {
    return "Storage" + settings.keySet();
  }
}
