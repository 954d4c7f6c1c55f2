package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * Data sets that are drawn so that it is known which side and widths they need. All are of grey
 * images of four waves, each with a sign of its own that is drawn and tells nothing:
 *
 * <pre>cell(y, x) = sum over waves of strength * sign * wave(y, x) + noise
 * wave: (-1)^y, (-1)^x, (-1)^(x + y), 1</pre>
 *
 * <p>A cell is one pixel, or a square of two by two. Of such squares the nearest pixels of half the
 * side hold all that the image holds, noise included. Of cells of one pixel they hold each wave as
 * a constant of a random sign, and nothing of which wave it is.
 */
public enum KnownAnswer {
  /**
   * Which of the four waves are there, all sixteen cases: four bits that are the same all over the
   * image, so that what reads them has to tell them from the channels of one position. The grey
   * image itself needs one channel alone.
   */
  WIDTH(16, 2),

  /** Which of the first three waves is there, of large cells. */
  HALF_SIDE(3, 2),

  /** The same of cells of a pixel. */
  FULL_SIDE(3, 1);

  public static final int SIDE = 12;

  private static final ImageShape IMAGE = new ImageShape(SIDE, SIDE, 3);
  private static final int WAVES = 4;
  private static final double NOISE = 0.7;
  private static final double BRIGHTNESS = 25;

  private final int classes;
  private final int cell;

  KnownAnswer(int classes, int cell) {
    this.classes = classes;
    this.cell = cell;
  }

  /** A prepared data set in a directory: as many examples of each class in every file. */
  public Path prepared(Path directory, long seed) throws IOException {
    return new DrawnData(name(), IMAGE, classes, this::image).prepared(directory, seed);
  }

  private byte[] image(int label, RandomGenerator random) {
    int[] strengths = new int[WAVES];
    for (int wave = 0; wave < WAVES; wave++) {
      int sign = random.nextBoolean() ? 1 : -1;
      strengths[wave] = there(wave, label) ? sign : 0;
    }
    byte[] image = new byte[(int) IMAGE.elements()];
    for (int top = 0; top < SIDE; top += cell) {
      for (int left = 0; left < SIDE; left += cell) {
        double value = NOISE * random.nextGaussian();
        for (int wave = 0; wave < WAVES; wave++) {
          value += strengths[wave] * wave(wave, top / cell, left / cell);
        }
        fill(image, top, left, grey(value));
      }
    }
    return image;
  }

  private static byte grey(double value) {
    return (byte) Math.max(0, Math.min(255, Math.round(128 + BRIGHTNESS * value)));
  }

  private boolean there(int wave, int label) {
    return this == WIDTH ? (label >> wave & 1) == 1 : wave == label;
  }

  private static int wave(int wave, int y, int x) {
    int phase =
        switch (wave) {
          case 0 -> y;
          case 1 -> x;
          case 2 -> x + y;
          default -> 0;
        };
    return phase % 2 == 0 ? 1 : -1;
  }

  private void fill(byte[] image, int top, int left, byte grey) {
    for (int y = top; y < top + cell; y++) {
      for (int x = left; x < left + cell; x++) {
        for (int channel = 0; channel < IMAGE.channels(); channel++) {
          image[(y * SIDE + x) * IMAGE.channels() + channel] = grey;
        }
      }
    }
  }
}
