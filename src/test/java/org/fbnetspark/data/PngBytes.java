package org.fbnetspark.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** PNG files put together chunk by chunk, so that they may be of any kind, sound or not. */
final class PngBytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private final int bits;

  private PngBytes(int bits) {
    this.bits = bits;
  }

  /** The beginning of a picture. */
  static PngBytes of(int width, int height, int bits, int colourType) {
    PngBytes png = new PngBytes(bits);
    png.out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    return png.chunk("IHDR", header.put((byte) bits).put((byte) colourType).array());
  }

  /** Any chunk. */
  PngBytes chunk(String type, byte... content) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + content.length).putInt(content.length);
    chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(content);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + content.length);
    out.writeBytes(chunk.putInt((int) crc.getValue()).array());
    return this;
  }

  /** The samples of each row. */
  PngBytes rows(int[]... rows) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (int[] row : rows) {
      lines.write(0);
      long packed = 0;
      int filled = 0;
      for (int sample : row) {
        packed = packed << bits | sample;
        filled += bits;
        while (filled >= 8) {
          filled -= 8;
          lines.write((int) (packed >> filled));
        }
      }
      if (filled > 0) {
        lines.write((int) (packed << 8 - filled));
      }
    }
    return chunk("IDAT", deflated(lines.toByteArray()));
  }

  private static byte[] deflated(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** A colour profile. */
  PngBytes profile(byte[] profile) {
    byte[] packed = deflated(profile);
    byte[] content = new byte[3 + packed.length];
    content[0] = 'p';
    System.arraycopy(packed, 0, content, 3, packed.length);
    return chunk("iCCP", content);
  }

  /** The file. */
  byte[] end() {
    return chunk("IEND").out.toByteArray();
  }
}
