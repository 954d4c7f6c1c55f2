package org.fbnetspark.data;

import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** JPEG files whose components, identifiers and segments a test chooses. */
final class JpegBytes {

  /** Side of the pictures: four quarters of two blocks each way. */
  static final int SIDE = 32;

  private final byte[] scan;
  private final ByteArrayOutputStream segments = new ByteArrayOutputStream();

  private JpegBytes(byte[] scan) {
    this.scan = scan;
  }

  /** Four quarters of these components, without any segment that tells what they mean. */
  static JpegBytes quarters(int[]... quarters) {
    int bands = quarters[0].length;
    WritableRaster raster = Raster.createInterleavedRaster(0, SIDE, SIDE, bands, null);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        raster.setPixel(x, y, quarters[2 * (2 * y / SIDE) + 2 * x / SIDE]);
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(1);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return new JpegBytes(out.toByteArray());
  }

  /** Other identifiers of the components, in the frame and in the scan. */
  JpegBytes ids(int... ids) {
    for (int at = 2; ; at += 2 + length(at)) {
      boolean scans = (scan[at + 1] & 0xFF) == 0xDA;
      boolean frame = (scan[at + 1] & 0xFF) == 0xC0;
      for (int i = 0; i < ids.length && (scans || frame); i++) {
        scan[scans ? at + 5 + 2 * i : at + 10 + 3 * i] = (byte) ids[i];
      }
      if (scans) {
        return this;
      }
    }
  }

  private int length(int at) {
    return ByteBuffer.wrap(scan).getShort(at + 2) & 0xFFFF;
  }

  /** Any segment, before all others. */
  JpegBytes segment(int marker, byte[] content) {
    segments.writeBytes(
        ByteBuffer.allocate(4 + content.length)
            .put((byte) 0xFF)
            .put((byte) marker)
            .putShort((short) (2 + content.length))
            .put(content)
            .array());
    return this;
  }

  JpegBytes jfif() {
    return segment(0xE0, new byte[] {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0});
  }

  JpegBytes adobe(int transform) {
    byte[] content = "Adobe\0\144\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    content[11] = (byte) transform;
    return segment(0xEE, content);
  }

  JpegBytes profile(byte[] profile) {
    byte[] name = "ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1);
    return segment(
        0xE2, ByteBuffer.allocate(name.length + profile.length).put(name).put(profile).array());
  }

  JpegBytes exif(byte[] tiff) {
    return segment(
        0xE1,
        ByteBuffer.allocate(6 + tiff.length)
            .put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1))
            .put(tiff)
            .array());
  }

  /** A block of EXIF that holds an orientation alone. */
  static byte[] orientation(int value) {
    return ByteBuffer.allocate(26)
        .put(new byte[] {'M', 'M', 0, 42})
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) value)
        .array();
  }

  byte[] end() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(scan, 0, 2);
    file.writeBytes(segments.toByteArray());
    file.write(scan, 2, scan.length - 2);
    return file.toByteArray();
  }
}
