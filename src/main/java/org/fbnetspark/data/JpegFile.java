package org.fbnetspark.data;

import java.awt.image.Raster;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * A JPEG file. The JDK's reader gives the stored components, without any conversion; what colours
 * they are is decided here as libjpeg decides it, for the JDK takes files without a JFIF header for
 * other colours than all other programs do.
 *
 * @param file all bytes
 * @param height of the frame
 * @param width of the frame
 * @param colours what the components are
 * @param orientation how it is to be turned
 */
record JpegFile(
    ByteBuffer file, int height, int width, JpegColours colours, Orientation orientation)
    implements PictureFile {

  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;
  private static final int PROGRESSIVE = 0xC2;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int START_OF_SCAN = 0xDA;

  /** What libjpeg warns of when pixels are lost; its other warnings leave the picture whole. */
  private static final List<String> DAMAGE =
      List.of("premature end of data segment", "bad Huffman code", "instead of RST");

  /** Reads the segments up to the first scan. */
  static JpegFile open(ByteBuffer file) throws ImageFormatException {
    try {
      return new Header(file).read();
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new ImageFormatException("ends early", e);
    }
  }

  @Override
  public Pixels pixels() throws IOException {
    try (JdkReader reader = new JdkReader("jpeg", file, height, width)) {
      Raster raster = reader.raster();
      if (reader.warnings().stream().anyMatch(w -> DAMAGE.stream().anyMatch(w::contains))) {
        throw new ImageFormatException(endMarked() ? "is damaged within" : "ends early");
      }
      return pixels(raster);
    }
  }

  /** Whether the end mark is there, if only padding follows it. */
  private boolean endMarked() {
    int last = file.limit() - 1;
    while (last > 0 && file.get(last) == 0) {
      last--;
    }
    return last > 0 && file.get(last - 1) == (byte) 0xFF && file.get(last) == (byte) END_OF_IMAGE;
  }

  private Pixels pixels(Raster raster) {
    ImageShape shape = new ImageShape(raster.getHeight(), raster.getWidth(), colours.channels());
    byte[] values = new byte[Math.toIntExact(shape.elements())];
    int[] row = new int[shape.width() * raster.getNumBands()];
    for (int y = 0; y < shape.height(); y++) {
      raster.getPixels(0, y, shape.width(), 1, row);
      colours.convert(row, values, y * shape.width() * shape.channels());
    }
    return new Pixels(shape, values);
  }

  /** The segments before the first scan. */
  private static final class Header {
    private final ByteBuffer file;
    private boolean jfif;
    private int adobeTransform = JpegColours.NO_ADOBE_MARKER;
    private Orientation orientation = Orientation.UPRIGHT;
    private int height;
    private int width;
    private byte[] ids = {};

    Header(ByteBuffer file) {
      this.file = file.duplicate().position(2);
    }

    JpegFile read() throws ImageFormatException {
      int marker = nextMarker();
      while (marker != START_OF_SCAN && marker != END_OF_IMAGE) {
        if (marker > 0x01 && (marker < 0xD0 || marker > 0xD7)) {
          int bytes = (file.getShort() & 0xFFFF) - 2;
          ByteBuffer segment = file.slice(file.position(), bytes);
          segment(marker, segment);
          file.position(file.position() + bytes);
        }
        marker = nextMarker();
      }
      if (ids.length == 0) {
        throw new ImageFormatException("is a JPEG file without a picture");
      }
      if (height == 0 || width == 0) {
        throw new ImageFormatException("is a JPEG picture without a size");
      }
      return new JpegFile(
          file, height, width, JpegColours.of(jfif, adobeTransform, ids), orientation);
    }

    /** As libjpeg does, passes over bytes that belong to no segment. */
    private int nextMarker() {
      int value = file.get() & 0xFF;
      while (value != 0xFF) {
        value = file.get() & 0xFF;
      }
      while (value == 0xFF) {
        value = file.get() & 0xFF;
      }
      return value;
    }

    private void segment(int marker, ByteBuffer segment) throws ImageFormatException {
      if (marker == APP0 && starts(segment, "JFIF\0", 14)) {
        jfif = true;
      } else if (marker == APP1 && starts(segment, "Exif\0\0", 6)) {
        orientation = Orientation.ofExif(segment.position(6));
      } else if (marker == APP14 && starts(segment, "Adobe", 12)) {
        adobeTransform = segment.get(11) & 0xFF;
      } else if (isFrame(marker)) {
        if (marker > PROGRESSIVE || segment.get(0) != 8) {
          throw new ImageFormatException(
              "is a lossless, arithmetic or 12-bit JPEG picture, which is not read");
        }
        height = segment.getShort(1) & 0xFFFF;
        width = segment.getShort(3) & 0xFFFF;
        ids = new byte[segment.get(5) & 0xFF];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = segment.get(6 + 3 * i);
        }
      }
    }

    private static boolean isFrame(int marker) {
      return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static boolean starts(ByteBuffer segment, String text, int leastBytes) {
      return segment.limit() >= leastBytes
          && segment
              .slice(0, text.length())
              .equals(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }
}
