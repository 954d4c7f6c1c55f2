package org.fbnetspark.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.store.CorruptFileException;

/**
 * The first bytes of a shard, big-endian: magic, then version, encoding, examples, height, width,
 * channels and classes as 32-bit integers. There follow the labels as unsigned 16-bit integers, for
 * {@link ImageEncoding#FILES} the length of each image as a 32-bit integer, the images one after
 * the other, and the CRC-32C of everything before it.
 */
record ShardHeader(ImageEncoding encoding, int examples, ImageShape shape, int classes) {

  static final int BYTES = 36;
  static final int CHECKSUM_BYTES = 4;
  static final int MAX_CLASSES = 1 << 16;
  private static final byte[] MAGIC = "FBNSHARD".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  void writeTo(ByteBuffer buffer) {
    buffer.put(MAGIC).putInt(VERSION).putInt(encoding.ordinal()).putInt(examples);
    buffer.putInt(shape.height()).putInt(shape.width()).putInt(shape.channels()).putInt(classes);
  }

  static ShardHeader readFrom(ByteBuffer buffer, String path) throws CorruptFileException {
    if (buffer.remaining() < BYTES + CHECKSUM_BYTES) {
      throw new CorruptFileException(path, buffer.remaining(), "ends within the header");
    }
    byte[] magic = new byte[MAGIC.length];
    buffer.get(magic);
    if (!java.util.Arrays.equals(magic, MAGIC)) {
      throw new CorruptFileException(path, 0, "is not a shard; prepare the data set again");
    }
    int version = buffer.getInt();
    if (version != VERSION) {
      throw new CorruptFileException(
          path, 8, "has version " + version + ", but this program reads " + VERSION);
    }
    int encoding = buffer.getInt();
    int[] counts = new int[5];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = buffer.getInt();
      if (counts[i] < 1 && i > 0 || counts[i] < 0) {
        throw new CorruptFileException(
            path, 16 + 4L * i, "count " + counts[i] + " is not positive");
      }
    }
    if (encoding < 0 || encoding >= ImageEncoding.values().length || counts[4] > MAX_CLASSES) {
      throw new CorruptFileException(path, 12, "encoding " + encoding + " or classes out of range");
    }
    return new ShardHeader(
        ImageEncoding.values()[encoding],
        counts[0],
        new ImageShape(counts[1], counts[2], counts[3]),
        counts[4]);
  }

  /** Where the images begin. */
  long imagesAt() {
    return BYTES + (encoding == ImageEncoding.PIXELS ? 2L : 6L) * examples;
  }
}
