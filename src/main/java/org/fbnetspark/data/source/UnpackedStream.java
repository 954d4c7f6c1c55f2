package org.fbnetspark.data.source;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.fbnetspark.data.FileKind;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;

/**
 * The bytes of a file, unpacked where it is packed by gzip, xz or bzip2 (told by its first bytes,
 * not by its name), within limits. Every failure names the file and the position in it.
 */
final class UnpackedStream extends InputStream {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int XZ_MEMORY_KIB = 512 << 10;

  private final String path;
  private final long packedBytes;
  private final SourceLimits limits;
  private final CountedStream packed;
  private final InputStream unpacked;
  private long position;
  private long limit = Long.MAX_VALUE;
  private long trailingZeros;

  private UnpackedStream(String path, long packedBytes, SourceLimits limits, InputStream file)
      throws IOException {
    this.path = path;
    this.packedBytes = packedBytes;
    this.limits = limits;
    this.packed = new CountedStream(file);
    try {
      this.unpacked = unpack(new BufferedInputStream(packed, BUFFER_BYTES));
    } catch (CorruptFileException e) {
      file.close();
      throw e;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw fault("cannot be unpacked: " + reason(e), e);
    }
  }

  static UnpackedStream open(Storage storage, String path, SourceLimits limits) throws IOException {
    return new UnpackedStream(path, storage.bytes(path), limits, storage.open(path));
  }

  private InputStream unpack(BufferedInputStream in) throws IOException {
    FileKind kind = kind(in);
    InputStream plain =
        switch (kind) {
          case GZIP -> new GzipCompressorInputStream(in, true);
          case XZ -> new XZCompressorInputStream(in, true, XZ_MEMORY_KIB);
          case BZIP2 -> new BZip2CompressorInputStream(in, true);
          default -> in;
        };
    if (plain == in) {
      refuseForeign(kind, "");
      return in;
    }
    BufferedInputStream inner = new BufferedInputStream(plain, BUFFER_BYTES);
    refuseForeign(kind(inner), "holds what ");
    return inner;
  }

  private static FileKind kind(BufferedInputStream in) throws IOException {
    in.mark(FileKind.HEAD_BYTES);
    byte[] head = in.readNBytes(FileKind.HEAD_BYTES);
    in.reset();
    return FileKind.of(head);
  }

  private void refuseForeign(FileKind kind, String within) throws CorruptFileException {
    Optional<String> foreign = SourceKind.foreign(kind);
    if (foreign.isPresent()) {
      throw fault(within + "is " + foreign.get());
    }
  }

  private static String reason(Exception failure) {
    return failure instanceof EOFException ? "its last part is missing" : failure.toString();
  }

  /** Position in the unpacked bytes. */
  long position() {
    return position;
  }

  /** How much of the file has been read, in [0, 1]. */
  double share() {
    return packedBytes == 0 ? 1 : Math.min(1, (double) packed.position / packedBytes);
  }

  /** How many of the last bytes read, one after the other, were zero. */
  long trailingZeros() {
    return trailingZeros;
  }

  /** Refuses to go on for more than this many unpacked bytes from here. */
  void allow(long bytes) {
    limit = position + bytes;
  }

  /** A failure at this place of the file. */
  CorruptFileException fault(String reason, Throwable cause) {
    return new CorruptFileException(path, packed.position, reason, cause);
  }

  /** As above, found by looking at the bytes. */
  CorruptFileException fault(String reason) {
    return new CorruptFileException(path, packed.position, reason);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count;
    try {
      count = unpacked.read(bytes, offset, length);
    } catch (IOException | RuntimeException e) {
      // The decoders answer broken input with unchecked exceptions too.
      throw fault("cannot be unpacked: " + reason(e), e);
    }
    if (count > 0) {
      position += count;
      countZeros(bytes, offset, count);
      checkLimits();
    }
    return count;
  }

  private void countZeros(byte[] bytes, int offset, int count) {
    int zeros = 0;
    while (zeros < count && bytes[offset + count - 1 - zeros] == 0) {
      zeros++;
    }
    trailingZeros = zeros == count ? trailingZeros + zeros : zeros;
  }

  private void checkLimits() throws IOException {
    if (position > limit) {
      throw fault("has a header that is longer than allowed");
    }
    if (position > limits.maxBytes()) {
      throw fault("unpacks to more than the limit of " + limits.maxBytes() + " bytes");
    }
    if (limits.expanded(position, packed.position)) {
      throw fault(
          "unpacks to more than "
              + limits.maxExpansion()
              + " times its size; if it is no decompression bomb, raise the limit");
    }
  }

  @Override
  public void close() throws IOException {
    unpacked.close();
  }

  /** Counts what has been read of the packed file. */
  private static final class CountedStream extends InputStream {
    private final InputStream in;
    private long position;

    CountedStream(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      position += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      position += Math.max(0, count);
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
