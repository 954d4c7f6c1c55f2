package org.fbnetspark.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.random.Shuffle;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.AtomicFile;
import org.fbnetspark.store.Storage;

/** Gathers the examples of one shard and writes them as one file. */
public final class ShardBuilder {

  private record Example(int label, byte[] image) {}

  private final ImageEncoding encoding;
  private final ImageShape shape;
  private final int classes;
  private final List<Example> examples = new ArrayList<>();

  /**
   * A shard without examples.
   *
   * @param encoding form of the bytes given to {@link #add}
   * @param shape shape of one example as a network sees it
   * @param classes number of classes
   */
  public ShardBuilder(ImageEncoding encoding, ImageShape shape, int classes) {
    if (classes < 1 || classes > ShardHeader.MAX_CLASSES) {
      throw new IllegalArgumentException(
          "A shard holds 1 to " + ShardHeader.MAX_CLASSES + " classes, but was given " + classes);
    }
    this.encoding = encoding;
    this.shape = shape;
    this.classes = classes;
  }

  /** Adds one example; the array is shared. */
  public void add(int label, byte[] image) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException("Label " + label + " of " + classes + " classes");
    }
    if (encoding == ImageEncoding.PIXELS && image.length != shape.elements()) {
      throw new IllegalArgumentException(image.length + " bytes do not fill " + shape);
    }
    examples.add(new Example(label, image));
  }

  /** Number of examples so far. */
  public int size() {
    return examples.size();
  }

  /** Puts the examples in the order that these seeds decide. */
  public void shuffle(SeedTree seeds) {
    Shuffle.of(examples, seeds.generator());
  }

  /** Examples of each class. */
  public int[] classCounts() {
    int[] counts = new int[classes];
    examples.forEach(example -> counts[example.label]++);
    return counts;
  }

  /** Writes the file in one step, in place of one that an earlier attempt of a task left. */
  public ShardFile write(Storage storage, String path) throws IOException {
    ShardHeader header = new ShardHeader(encoding, examples.size(), shape, classes);
    long length = header.imagesAt() + ShardHeader.CHECKSUM_BYTES;
    for (Example example : examples) {
      length += example.image.length;
    }
    if (length > Integer.MAX_VALUE - 8) {
      throw new IOException(
          path + " would be " + length + " bytes long, more than 2 GB; use more shards");
    }
    ByteBuffer head = ByteBuffer.allocate((int) header.imagesAt());
    header.writeTo(head);
    examples.forEach(example -> head.putShort((short) example.label));
    if (encoding == ImageEncoding.FILES) {
      examples.forEach(example -> head.putInt(example.image.length));
    }
    CRC32C crc = new CRC32C();
    try (AtomicFile file = storage.createOrReplace(path)) {
      OutputStream out = new CheckedOutputStream(file.stream(), crc);
      out.write(head.array());
      for (Example example : examples) {
        out.write(example.image);
      }
      file.stream().write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
      file.commit();
    }
    return new ShardFile(path, examples.size(), length, Shard.hex(crc.getValue()));
  }
}
