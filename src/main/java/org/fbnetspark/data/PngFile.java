package org.fbnetspark.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * A PNG file. The JDK's reader unpacks it; the chunks that it does not check are checked here.
 *
 * @param file all bytes
 * @param height in pixels
 * @param width in pixels
 * @param hiddenGrey the value that is transparent in a grey picture of fewer than 8 bits, which the
 *     JDK shows, in 8 bits; or {@link #NONE}
 * @param orientation how it is to be turned
 */
record PngFile(ByteBuffer file, int height, int width, int hiddenGrey, Orientation orientation)
    implements PictureFile {

  private static final int NONE = -1;
  private static final int SIGNATURE_BYTES = 8;

  /** Length, type and checksum. */
  private static final int CHUNK_BYTES = 12;

  /** The signature and the first chunk. */
  private static final int HEADER_BYTES = SIGNATURE_BYTES + CHUNK_BYTES + 13;

  private static final Set<String> OF_PIXELS = Set.of("IHDR", "PLTE", "tRNS", "IDAT");

  /** Walks the chunks; those that decide pixels must be sound. */
  static PngFile open(ByteBuffer file) throws ImageFormatException {
    if (file.limit() < HEADER_BYTES) {
      throw new ImageFormatException("ends early");
    }
    ByteBuffer chunks = file.duplicate().position(SIGNATURE_BYTES);
    Orientation orientation = Orientation.UPRIGHT;
    int hiddenGrey = NONE;
    while (chunks.remaining() >= CHUNK_BYTES) {
      int bytes = chunks.getInt();
      if (bytes < 0 || bytes > chunks.remaining() - CHUNK_BYTES + 4) {
        // What is missing may be the end mark alone; the reader knows whether pixels are.
        break;
      }
      ByteBuffer checked = chunks.slice(chunks.position(), bytes + 4);
      chunks.position(chunks.position() + bytes + 4);
      String type = StandardCharsets.ISO_8859_1.decode(checked.slice(0, 4)).toString();
      boolean sound = chunks.getInt() == crc(checked);
      if (!sound && OF_PIXELS.contains(type)) {
        throw new ImageFormatException("is damaged within");
      }
      int bits = Math.max(1, file.get(SIGNATURE_BYTES + 16));
      if (type.equals("tRNS") && file.get(SIGNATURE_BYTES + 17) == 0 && bits < 8 && bytes == 2) {
        hiddenGrey = checked.getShort(4) * 255 / ((1 << bits) - 1);
      } else if (type.equals("eXIf") && sound) {
        orientation = Orientation.ofExif(checked.position(4));
      } else if (type.equals("IEND")) {
        break;
      }
    }
    int width = file.getInt(SIGNATURE_BYTES + 8);
    int height = file.getInt(SIGNATURE_BYTES + 12);
    if (height < 1 || width < 1) {
      throw new ImageFormatException("is a PNG picture without a size");
    }
    return new PngFile(file, height, width, hiddenGrey, orientation);
  }

  private static int crc(ByteBuffer checked) {
    CRC32 crc = new CRC32();
    crc.update(checked.duplicate());
    return (int) crc.getValue();
  }

  @Override
  public Pixels pixels() throws IOException {
    try (JdkReader reader = new JdkReader("png", file, height, width)) {
      return pixels(reader.image());
    }
  }

  /** Read from the raster: the colour model would brighten grey, taking it for linear light. */
  private Pixels pixels(BufferedImage image) {
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int bits = raster.getSampleModel().getSampleSize(0);
    boolean palette = image.getColorModel() instanceof IndexColorModel;
    int channels = palette || bands > 2 ? 3 : 1;
    boolean transparent = !palette && bands > channels;
    ImageShape shape = new ImageShape(raster.getHeight(), raster.getWidth(), channels);
    byte[] values = new byte[Math.toIntExact(shape.elements())];
    int[] row = new int[shape.width() * bands];
    int at = 0;
    for (int y = 0; y < shape.height(); y++) {
      raster.getPixels(0, y, shape.width(), 1, row);
      for (int x = 0; x < shape.width(); x++) {
        if (palette) {
          int colour = image.getColorModel().getRGB(row[x]);
          int alpha = (colour & 0xFF) == hiddenGrey ? 0 : colour >>> 24;
          for (int shift = 16; shift >= 0; shift -= 8) {
            values[at++] = overWhite(colour >> shift & 0xFF, alpha);
          }
          continue;
        }
        int alpha = transparent ? byteOf(row[(x + 1) * bands - 1], bits) : 255;
        for (int c = 0; c < channels; c++) {
          int value = byteOf(row[x * bands + c], bits);
          values[at++] = overWhite(value, value == hiddenGrey ? 0 : alpha);
        }
      }
    }
    return new Pixels(shape, values);
  }

  private static int byteOf(int sample, int bits) {
    return bits == 8 ? sample : (sample * 255 + 32767) / 65535;
  }

  private static byte overWhite(int value, int alpha) {
    return (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}
