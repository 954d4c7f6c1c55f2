package org.fbnetspark.data.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fbnetspark.store.Storage;

/** Small sound files of every kind of source, and what reads one of them. */
public final class SampleSources {

  private static final List<String> PICTURES =
      List.of("train/cat/1.png", "train/dog/1.png", "test/cat/1.png");
  private static final int PIXELS = 3 * 32 * 32;

  private SampleSources() {}

  /** Two images of 2x2. */
  public static byte[] idxImages() {
    return ByteBuffer.allocate(24).putInt(0x803).putInt(2).putInt(2).putInt(2).array();
  }

  /** The classes 0 and 1. */
  public static byte[] idxLabels() {
    return ByteBuffer.allocate(10).putInt(0x801).putInt(2).put(9, (byte) 1).array();
  }

  /** Reads a directory whose training images are these. */
  public static void readIdxImages(Path folder, byte[] images) throws IOException {
    readIdx(folder, images, idxLabels());
  }

  /** Reads a directory whose training labels are these. */
  public static void readIdxLabels(Path folder, byte[] labels) throws IOException {
    readIdx(folder, idxImages(), labels);
  }

  private static void readIdx(Path folder, byte[] images, byte[] labels) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("idx"));
    Files.write(directory.resolve("train-images-idx3-ubyte"), images);
    Files.write(directory.resolve("train-labels-idx1-ubyte"), labels);
    Files.write(directory.resolve("t10k-images-idx3-ubyte"), idxImages());
    Files.write(directory.resolve("t10k-labels-idx1-ubyte"), idxLabels());
    read("idx", directory);
  }

  /** Pictures of two classes, in name at least. */
  public static byte[] tar() throws IOException {
    TestArchive archive = new TestArchive();
    PICTURES.forEach(name -> archive.file(name, new byte[700]));
    return archive.bytes();
  }

  /** The same. */
  public static byte[] zip(Path folder) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    PICTURES.forEach(name -> files.put(name, new byte[700]));
    return Files.readAllBytes(Path.of(TestArchive.zip(folder.resolve("sound.zip"), files)));
  }

  /** Three rows of an image and a number. */
  public static byte[] parquet(Path folder) throws IOException {
    TestParquet file = new TestParquet(TestParquet.NUMBERED);
    for (int label = 0; label < 3; label++) {
      file.row(new byte[] {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3}, label);
    }
    return Files.readAllBytes(Path.of(file.write(folder.resolve("sound.parquet"))));
  }

  /** CIFAR-10's binary version with one image in each file. */
  public static byte[] cifar() throws IOException {
    TestArchive archive = new TestArchive();
    IntStream.rangeClosed(1, 5)
        .forEach(i -> archive.file("c/data_batch_" + i + ".bin", new byte[1 + PIXELS]));
    return archive
        .file("c/batches.meta.txt", (String.join("\n", names()) + "\n").getBytes(UTF_8))
        .file("c/test_batch.bin", new byte[1 + PIXELS])
        .bytes();
  }

  /** CIFAR-10's Python version with one image in each file. */
  public static byte[] cifarOfPython() throws IOException {
    TestArchive archive = new TestArchive();
    byte[] batch = TestPickle.batch(1, new byte[1], new byte[1 + PIXELS]);
    IntStream.rangeClosed(1, 5).forEach(i -> archive.file("c/data_batch_" + i, batch));
    return archive
        .file("c/batches.meta", TestPickle.names(names()))
        .file("c/test_batch", batch)
        .bytes();
  }

  private static List<String> names() {
    return IntStream.range(0, 10).mapToObj(i -> "class" + i).toList();
  }

  /** Reads a file of these bytes. */
  public static void read(String kind, Path file, byte[] bytes) throws IOException {
    read(kind, Files.write(file, bytes));
  }

  private static void read(String kind, Path path) throws IOException {
    SourceSettings settings =
        new SourceSettings(
            kind,
            Optional.of(path.toString()),
            SourceLimits.STANDARD,
            ParquetColumns.FOUND,
            new GeneratedSettings(2, 8, 2, 0),
            1);
    SourceCatalog.open(Storage.standard(), settings).read(new Ignoring());
  }

  private static final class Ignoring implements ExampleSink {

    @Override
    public void accept(RawExample example) {}

    @Override
    public void skip(String name, String reason) {}

    @Override
    public void note(String text) {}

    @Override
    public void reached(double share) {}
  }
}
