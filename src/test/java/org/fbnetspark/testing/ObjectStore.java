package org.fbnetspark.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.fbnetspark.store.Storage;

/**
 * An object store in memory, as S3A shows one: no folders, a file is seen when its stream is closed
 * and takes another's place then, creation looks whether there is a file but does not hold the
 * name, and a rename is a copy and a deletion. A process can be made to die at any operation.
 */
public final class ObjectStore extends FileSystem {

  private static final Map<String, Bucket> BUCKETS = new ConcurrentHashMap<>();

  /** What is stored, and the process that works with it. */
  public static final class Bucket {
    private final SortedMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final Map<String, Long> written = new ConcurrentHashMap<>();
    private final AtomicInteger steps = new AtomicInteger();
    private volatile int lastStep = Integer.MAX_VALUE;
    private volatile int failingStep = -1;

    /** The process dies at a step: that one and all later ones have no effect. */
    public void killAt(int step) {
      lastStep = step;
    }

    /** One step fails, and the process goes on. */
    public void failAt(int step) {
      failingStep = step;
    }

    /** A new process, which has done nothing yet. */
    public void restart() {
      steps.set(0);
      lastStep = Integer.MAX_VALUE;
      failingStep = -1;
    }

    /** Steps that the process has done. */
    public int steps() {
      return steps.get();
    }

    /** Names of what is stored, and its bytes. */
    public SortedMap<String, byte[]> objects() {
      return objects;
    }

    private void step() throws IOException {
      int step = steps.getAndIncrement();
      if (step >= lastStep) {
        throw new Killed();
      }
      if (step == failingStep) {
        throw new IOException("connection reset");
      }
    }
  }

  /** What a killed process sees of its end. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private URI uri;
  private Bucket bucket;

  /** The bucket of a name, which is the authority of its paths: {@code objects://name/file}. */
  public static Bucket bucket(String name) {
    return BUCKETS.computeIfAbsent(name, made -> new Bucket());
  }

  /** Settings by which Hadoop finds it. */
  public static Map<String, String> settings() {
    return Map.of("fs.objects.impl", ObjectStore.class.getName());
  }

  /** Storage that finds it. */
  public static Storage storage() {
    return new Storage(settings());
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    uri = URI.create(name.getScheme() + "://" + name.getAuthority());
    bucket = bucket(name.getAuthority());
  }

  @Override
  public URI getUri() {
    return uri;
  }

  private static String key(Path path) {
    return path.toUri().getPath();
  }

  private static String folder(Path path) {
    return key(path).equals("/") ? "/" : key(path) + "/";
  }

  private boolean isFolder(Path path) {
    SortedMap<String, byte[]> after = bucket.objects.tailMap(folder(path));
    return !after.isEmpty() && after.firstKey().startsWith(folder(path));
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    bucket.step();
    byte[] bytes = bucket.objects.get(key(path));
    if (bytes == null) {
      throw new FileNotFoundException(path.toString());
    }
    return new FSDataInputStream(new Bytes(bytes));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    bucket.step();
    if (!overwrite && bucket.objects.containsKey(key(path))) {
      throw new org.apache.hadoop.fs.FileAlreadyExistsException(path.toString());
    }
    return new FSDataOutputStream(new Upload(key(path)), null);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("append");
  }

  /** Object by object; what takes another's place goes first. */
  @Override
  public boolean rename(Path from, Path to) throws IOException {
    bucket.step();
    byte[] bytes = bucket.objects.get(key(from));
    if (bytes == null || bucket.objects.containsKey(key(to))) {
      return false;
    }
    bucket.step();
    bucket.objects.put(key(to), bytes);
    bucket.step();
    bucket.objects.remove(key(from));
    return true;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    bucket.step();
    boolean found = bucket.objects.remove(key(path)) != null;
    if (isFolder(path)) {
      for (String name : bucket.objects.keySet()) {
        if (name.startsWith(folder(path))) {
          bucket.step();
          bucket.objects.remove(name);
          found = true;
        }
      }
    }
    return found;
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    bucket.step();
    if (bucket.objects.containsKey(key(path))) {
      return new FileStatus[] {getFileStatus(path)};
    }
    if (!isFolder(path)) {
      throw new FileNotFoundException(path.toString());
    }
    return bucket.objects.keySet().stream()
        .filter(name -> name.startsWith(folder(path)))
        .map(name -> name.substring(folder(path).length()).split("/", 2)[0])
        .distinct()
        .map(name -> status(new Path(path, name)))
        .toArray(FileStatus[]::new);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    bucket.step();
    if (!bucket.objects.containsKey(key(path)) && !isFolder(path)) {
      throw new FileNotFoundException(path.toString());
    }
    return status(path);
  }

  private FileStatus status(Path path) {
    byte[] bytes = bucket.objects.get(key(path));
    int length = bytes == null ? 0 : bytes.length;
    long written = bucket.written.getOrDefault(key(path), 0L);
    return new FileStatus(length, bytes == null, 1, 1 << 20, written, makeQualified(path));
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    return true;
  }

  @Override
  public void setWorkingDirectory(Path path) {}

  @Override
  public Path getWorkingDirectory() {
    return new Path(uri.toString() + "/");
  }

  /** What is sent; seen when it is closed, however much it is. */
  private final class Upload extends OutputStream {
    private final String key;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private boolean closed;

    Upload(String key) {
      this.key = key;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      // The first half may have gone when the connection breaks.
      sent.write(bytes, from, count / 2);
      bucket.step();
      sent.write(bytes, from + count / 2, count - count / 2);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        bucket.step();
        closed = true;
        bucket.objects.put(key, sent.toByteArray());
        bucket.written.put(key, System.currentTimeMillis());
        // Dead after all was sent, and before it was told so.
        bucket.step();
      }
    }
  }

  /** A file's bytes. */
  private static final class Bytes extends FSInputStream {
    private final byte[] bytes;
    private ByteArrayInputStream in;
    private int position;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
      this.in = new ByteArrayInputStream(bytes);
    }

    @Override
    public void seek(long to) {
      position = Math.toIntExact(to);
      in = new ByteArrayInputStream(Arrays.copyOfRange(bytes, position, bytes.length));
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public boolean seekToNewSource(long to) {
      return false;
    }

    @Override
    public int read() {
      int value = in.read();
      position += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] into, int from, int count) {
      int read = in.read(into, from, count);
      position += Math.max(0, read);
      return read;
    }
  }
}
