package org.fbnetspark.data;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A picture of which the header is read and the rest still packed. */
sealed interface PictureFile permits JpegFile, PngFile {

  /** Height as stored, before the orientation is applied. */
  int height();

  /** Width as stored, before the orientation is applied. */
  int width();

  /** How the stored picture is to be turned. */
  Orientation orientation();

  /**
   * Grey or red-green-blue, as stored.
   *
   * @throws IOException or an unchecked exception of any kind where the file is broken
   */
  Pixels pixels() throws IOException;

  /** The picture in the bytes of a file, told by its first bytes and not by its name. */
  static PictureFile of(byte[] file) throws ImageFormatException {
    return switch (FileKind.of(file)) {
      case JPEG -> JpegFile.open(ByteBuffer.wrap(file));
      case PNG -> PngFile.open(ByteBuffer.wrap(file));
      case EMPTY -> throw new ImageFormatException("is empty");
      case UNKNOWN -> throw new ImageFormatException("is neither a JPEG nor a PNG picture");
      default ->
          throw new ImageFormatException(
              "is " + FileKind.of(file).words() + ", not a JPEG or PNG picture");
    };
  }
}
