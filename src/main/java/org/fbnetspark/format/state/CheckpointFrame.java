package org.fbnetspark.format.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.fbnetspark.domain.run.RunIdentity;
import org.fbnetspark.store.CorruptFileException;

/**
 * What all checkpoints have around what they keep. All numbers are big-endian:
 *
 * <pre>
 * magic       8 bytes
 * version     int32
 * length      int64    bytes of the body
 * body:
 *   identity  4 x 32 bytes, SHA-256 of settings, space, cost table, data
 *   ...       what is kept
 * checksum    int32    CRC-32C of all before it
 * </pre>
 *
 * @param magic eight characters
 * @param version that is written, and the only one that is read
 * @param what is kept, in messages
 * @param smallestBody bytes of what is kept, without the identity, at least
 */
record CheckpointFrame(String magic, int version, String what, int smallestBody) {

  private static final int MAGIC = 8;
  private static final int HEADER = MAGIC + Integer.BYTES + Long.BYTES;
  private static final int HASH = 32;
  private static final int IDENTITY = 4 * HASH;

  /** Writes a file whose body, behind the identity, has this many bytes. */
  byte[] write(RunIdentity identity, long length, Consumer<ByteBuffer> body) {
    long whole = HEADER + IDENTITY + length + Integer.BYTES;
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(whole));
    out.put(magic.getBytes(StandardCharsets.US_ASCII));
    out.putInt(version).putLong(IDENTITY + length);
    for (String hash :
        new String[] {identity.settings(), identity.space(), identity.costs(), identity.data()}) {
      out.put(HexFormat.of().parseHex(hash));
    }
    body.accept(out);
    out.putInt(checksum(out.array(), out.position()));
    return out.array();
  }

  /**
   * Checks the frame of a file.
   *
   * @param name of the file, for messages
   * @throws CorruptFileException where the bytes are not a whole file of this kind
   */
  CheckpointBody open(byte[] bytes, String name) throws CorruptFileException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.remaining() < HEADER + IDENTITY + smallestBody + Integer.BYTES) {
      throw new CorruptFileException(name, in.remaining(), "ends before the state does");
    }
    byte[] found = new byte[MAGIC];
    in.get(found);
    if (!Arrays.equals(found, magic.getBytes(StandardCharsets.US_ASCII))) {
      throw new CorruptFileException(name, 0, "is not a " + what);
    }
    int foundVersion = in.getInt();
    if (foundVersion != version) {
      throw new CorruptFileException(
          name, MAGIC, "has version " + foundVersion + ", but only " + version + " is read");
    }
    long length = in.getLong();
    if (length != in.remaining() - Integer.BYTES) {
      throw new CorruptFileException(
          name,
          HEADER - Long.BYTES,
          "promises " + length + " bytes but holds " + (in.remaining() - Integer.BYTES));
    }
    int end = in.limit() - Integer.BYTES;
    if (checksum(in.array(), end) != in.getInt(end)) {
      throw new CorruptFileException(name, end, "the checksum does not match");
    }
    in.limit(end);
    RunIdentity identity = new RunIdentity(hash(in), hash(in), hash(in), hash(in));
    return new CheckpointBody(in, name, identity);
  }

  private static String hash(ByteBuffer in) {
    byte[] hash = new byte[HASH];
    in.get(hash);
    return HexFormat.of().formatHex(hash);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
