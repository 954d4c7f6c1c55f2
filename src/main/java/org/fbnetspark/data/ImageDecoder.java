package org.fbnetspark.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * Decodes JPEG and PNG files of 8 bits a channel to grey or red-green-blue; transparency is
 * dropped. The header's size is checked before any pixel is decoded.
 *
 * @param maxPixels refuses a picture of more positions
 */
public record ImageDecoder(long maxPixels) implements Serializable {

  /** Enough for a 50-megapixel photograph; more is an attack or a mistake. */
  public static final ImageDecoder STANDARD = new ImageDecoder(50_000_000);

  private static final Set<String> FORMATS = Set.of("jpeg", "png");

  /**
   * The whole picture.
   *
   * @throws ImageFormatException with the reason, whatever way the bytes are broken
   */
  public Pixels decode(byte[] file) throws ImageFormatException {
    ImageReader reader = null;
    try (MemoryCacheImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader = reader(stream);
      reader.setInput(stream, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > maxPixels) {
        throw new ImageFormatException(
            "has " + pixels + " pixels, but at most " + maxPixels + " are decoded");
      }
      return pixels(reader.read(0));
    } catch (ImageFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The JDK's decoders answer broken files with unchecked exceptions of many kinds.
      throw new ImageFormatException("cannot be decoded: " + e, e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  private static ImageReader reader(MemoryCacheImageInputStream stream) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(java.util.Locale.ROOT))) {
        return reader;
      }
      reader.dispose();
    }
    throw new ImageFormatException("is neither a JPEG nor a PNG file");
  }

  private static Pixels pixels(BufferedImage image) throws ImageFormatException {
    Raster raster = image.getRaster();
    int height = raster.getHeight();
    int width = raster.getWidth();
    if (raster.getTransferType() != DataBuffer.TYPE_BYTE
        && raster.getTransferType() != DataBuffer.TYPE_INT) {
      throw new ImageFormatException("has more than 8 bits a channel; convert it to 8 bits");
    }
    boolean palette = image.getColorModel() instanceof java.awt.image.IndexColorModel;
    if (raster.getNumBands() <= 2 && !palette) {
      // Read from the raster: BufferedImage.getRGB would brighten grey, taking it for linear light.
      int[] grey = raster.getSamples(0, 0, width, height, 0, (int[]) null);
      byte[] values = new byte[grey.length];
      for (int i = 0; i < grey.length; i++) {
        values[i] = (byte) grey[i];
      }
      return new Pixels(new ImageShape(height, width, 1), values);
    }
    int[] packed = image.getRGB(0, 0, width, height, null, 0, width);
    byte[] values = new byte[Math.multiplyExact(packed.length, 3)];
    for (int i = 0; i < packed.length; i++) {
      values[3 * i] = (byte) (packed[i] >> 16);
      values[3 * i + 1] = (byte) (packed[i] >> 8);
      values[3 * i + 2] = (byte) packed[i];
    }
    return new Pixels(new ImageShape(height, width, 3), values);
  }
}
