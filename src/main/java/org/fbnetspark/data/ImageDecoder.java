package org.fbnetspark.data;

import java.io.IOException;
import java.io.Serializable;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * Decodes JPEG and PNG files to grey or red-green-blue of 8 bits a channel, whole files alone: of a
 * damaged one no part is used. The header's size is checked before any pixel is decoded.
 *
 * @param maxPixels refuses a picture of more positions
 */
public record ImageDecoder(long maxPixels) implements Serializable {

  /** What is made of the parts of a picture that others treat in several ways. */
  public static final String RULES =
      "EXIF orientation applied, transparency over white, colour profiles ignored";

  /** Enough for a 50-megapixel photograph; more is an attack or a mistake. */
  public static final ImageDecoder STANDARD = new ImageDecoder(50_000_000);

  /**
   * The whole picture.
   *
   * @throws ImageFormatException with the reason, whatever way the bytes are broken
   */
  public Pixels decode(byte[] file) throws ImageFormatException {
    PictureFile picture = opened(file);
    try {
      return picture.orientation().applied(picture.pixels());
    } catch (ImageFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The JDK's decoders answer broken files with unchecked exceptions of many kinds.
      throw ImageFormatException.answered(e);
    }
  }

  /**
   * Height and width of the decoded picture, by the header alone.
   *
   * @throws ImageFormatException where there is no sound header
   */
  public ImageShape size(byte[] file) throws ImageFormatException {
    PictureFile picture = opened(file);
    return picture.orientation().applied(new ImageShape(picture.height(), picture.width(), 3));
  }

  private PictureFile opened(byte[] file) throws ImageFormatException {
    PictureFile picture = PictureFile.of(file);
    long pixels = (long) picture.height() * picture.width();
    if (pixels > maxPixels) {
      throw new ImageFormatException("has more than the limit of " + maxPixels + " pixels");
    }
    return picture;
  }
}
