package org.fbnetspark.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * How a stored picture is turned to be seen as it was taken: the tag 0x0112 of EXIF 2.3, Section
 * 4.6.4, whose values 1 to 8 are all turns and mirrorings of a rectangle.
 *
 * @param transposed whether rows of the stored picture are columns of the seen one
 * @param fromBottom whether its rows are read from the last to the first
 * @param fromRight whether its columns are read from the last to the first
 */
record Orientation(boolean transposed, boolean fromBottom, boolean fromRight) {

  /** As stored. */
  static final Orientation UPRIGHT = new Orientation(false, false, false);

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY_BYTES = 12;

  /**
   * The orientation of a value from 1 to 8; others, which writers leave by mistake, are upright.
   */
  static Orientation of(int value) {
    return value < 1 || value > 8
        ? UPRIGHT
        : new Orientation(
            value >= 5,
            value == 3 || value == 4 || value == 6 || value == 7,
            value == 2 || value == 3 || value == 7 || value == 8);
  }

  /** The orientation that an EXIF block in TIFF's layout gives; upright where it gives none. */
  static Orientation ofExif(ByteBuffer block) {
    try {
      ByteBuffer tiff = block.slice();
      tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      tiff.position(tiff.getInt(4));
      int entries = tiff.getShort() & 0xFFFF;
      for (int i = 0; i < entries; i++) {
        int at = tiff.position() + i * ENTRY_BYTES;
        if ((tiff.getShort(at) & 0xFFFF) == TAG && tiff.getShort(at + 2) == SHORT) {
          return of(tiff.getShort(at + 8) & 0xFFFF);
        }
      }
      return UPRIGHT;
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      // Viewers show a picture whose EXIF block is broken as it is stored.
      return UPRIGHT;
    }
  }

  /** The shape of the seen picture. */
  ImageShape applied(ImageShape stored) {
    return transposed ? new ImageShape(stored.width(), stored.height(), stored.channels()) : stored;
  }

  /** The seen picture. */
  Pixels applied(Pixels stored) {
    if (equals(UPRIGHT)) {
      return stored;
    }
    ImageShape from = stored.shape();
    ImageShape to = applied(from);
    byte[] values = new byte[stored.values().length];
    int at = 0;
    for (int y = 0; y < to.height(); y++) {
      for (int x = 0; x < to.width(); x++) {
        int row = transposed ? x : y;
        int column = transposed ? y : x;
        row = fromBottom ? from.height() - 1 - row : row;
        column = fromRight ? from.width() - 1 - column : column;
        int start = (row * from.width() + column) * from.channels();
        for (int c = 0; c < from.channels(); c++) {
          values[at++] = stored.values()[start + c];
        }
      }
    }
    return new Pixels(to, values);
  }
}
