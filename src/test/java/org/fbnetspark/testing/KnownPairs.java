package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * Pairs of dots that lie anywhere, five apart in a row or, in the other class, in a column. In
 * windows that do not reach from one to the other both classes are the same: what tells them has to
 * see both dots of a pair before a function that is not linear, and the mean over all positions
 * comes behind it.
 */
public final class KnownPairs {

  private static final int SIDE = 12;
  private static final int PAIRS = 6;
  private static final int APART = 5;
  private static final ImageShape IMAGE = new ImageShape(SIDE, SIDE, 3);

  private KnownPairs() {}

  /** A prepared data set in a directory. */
  public static Path prepared(Path directory, long seed) throws IOException {
    return new DrawnData("pairs", IMAGE, 2, KnownPairs::image).prepared(directory, seed);
  }

  private static byte[] image(int label, RandomGenerator random) {
    byte[] image = new byte[(int) IMAGE.elements()];
    for (int pair = 0; pair < PAIRS; pair++) {
      int top = random.nextInt(SIDE);
      int left = random.nextInt(SIDE);
      dot(image, top, left);
      dot(image, top + (label == 0 ? 0 : APART), left + (label == 0 ? APART : 0));
    }
    return image;
  }

  /** Around the edges, so that a dot is as likely anywhere. */
  private static void dot(byte[] image, int row, int column) {
    int position = row % SIDE * SIDE + column % SIDE;
    for (int channel = 0; channel < IMAGE.channels(); channel++) {
      image[position * IMAGE.channels() + channel] = (byte) 255;
    }
  }
}
