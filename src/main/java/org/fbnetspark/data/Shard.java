package org.fbnetspark.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;

/** The examples of one shard in memory. Immutable once read, so many threads may cut batches. */
public final class Shard {

  private final ShardFile file;
  private final ShardHeader header;
  private final byte[] bytes;
  private final int[] starts;

  private Shard(ShardFile file, ShardHeader header, byte[] bytes, int[] starts) {
    this.file = file;
    this.header = header;
    this.bytes = bytes;
    this.starts = starts;
  }

  /**
   * Reads a shard and checks it against its manifest: length, checksum, counts, labels.
   *
   * @throws CorruptFileException with path, offset and reason where the bytes are not what the
   *     manifest says
   */
  public static Shard read(Storage storage, ShardFile file, DatasetManifest manifest)
      throws IOException {
    String path = file.path();
    long found = storage.bytes(path);
    if (found != file.bytes()) {
      throw new CorruptFileException(
          path,
          Math.min(found, file.bytes()),
          "is " + found + " bytes long, but the manifest says " + file.bytes());
    }
    byte[] bytes = storage.read(path, Integer.MAX_VALUE - 8);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    ShardHeader header = ShardHeader.readFrom(buffer, path);
    int checked = bytes.length - ShardHeader.CHECKSUM_BYTES;
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, checked);
    if ((int) crc.getValue() != buffer.getInt(checked)
        || !hex(crc.getValue()).equals(file.checksum())) {
      throw new CorruptFileException(
          path,
          checked,
          "has checksum " + hex(crc.getValue()) + ", but the manifest says " + file.checksum());
    }
    if (header.examples() != file.examples()
        || header.encoding() != manifest.encoding()
        || !header.shape().equals(manifest.shape())
        || header.classes() != manifest.classes().size()) {
      throw new CorruptFileException(
          path, 12, "holds " + header + ", which is not what its manifest describes");
    }
    Shard shard = new Shard(file, header, bytes, starts(header, buffer, path, checked));
    shard.checkLabels();
    return shard;
  }

  private static int[] starts(ShardHeader header, ByteBuffer buffer, String path, int end)
      throws CorruptFileException {
    if (header.imagesAt() > end) {
      throw new CorruptFileException(path, end, "ends within its labels");
    }
    int[] starts = new int[header.examples() + 1];
    long at = header.imagesAt();
    int lengthsAt = ShardHeader.BYTES + 2 * header.examples();
    for (int i = 0; i < header.examples(); i++) {
      starts[i] = (int) at;
      long length =
          header.encoding() == ImageEncoding.PIXELS
              ? header.shape().elements()
              : buffer.getInt(lengthsAt + 4 * i);
      at += length;
      if (length < 0 || at > end) {
        throw new CorruptFileException(path, starts[i], "image " + i + " leaves the file");
      }
    }
    if (at != end) {
      throw new CorruptFileException(path, at, (end - at) + " bytes follow the last image");
    }
    starts[header.examples()] = (int) at;
    return starts;
  }

  private void checkLabels() throws CorruptFileException {
    for (int i = 0; i < size(); i++) {
      if (label(i) >= header.classes()) {
        throw new CorruptFileException(
            file.path(),
            ShardHeader.BYTES + 2L * i,
            "label " + label(i) + " of " + header.classes() + " classes");
      }
    }
  }

  /** Where it was read from. */
  public ShardFile file() {
    return file;
  }

  /** Number of examples. */
  public int size() {
    return header.examples();
  }

  /** Class of an example. */
  public int label(int example) {
    int at = ShardHeader.BYTES + 2 * example;
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  /** The file's bytes, shared. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the bytes of an image begin; those of image {@code size()} would begin at the end. */
  int start(int example) {
    return starts[example];
  }

  static String hex(long crc) {
    return String.format(Locale.ROOT, "%08x", (int) crc);
  }
}
