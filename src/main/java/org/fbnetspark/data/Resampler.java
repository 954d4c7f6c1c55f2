package org.fbnetspark.data;

import org.fbnetspark.domain.shape.ImageShape;

/**
 * Resizes by a separable triangle filter whose support grows with the reduction, so that every
 * pixel of the window counts when an image shrinks, and which is bilinear interpolation when it
 * grows:
 *
 * <pre>out[i] = Σ_j w((j + 0.5 - c_i) / s) in[j] / Σ_j w(·),  w(t) = max(0, 1 - |t|)</pre>
 *
 * with {@code c_i} the centre of output position i in input coordinates and {@code s} the larger of
 * 1 and the reduction.
 */
final class Resampler {

  private Resampler() {}

  /** Where in a picture to look: its upper left corner and its size, in pixels. */
  record Window(double top, double left, double height, double width) {

    /** The largest centred window of this aspect ratio (width / height), shrunk by a factor. */
    static Window centre(ImageShape picture, double aspect, double share) {
      double height = Math.min(picture.height(), picture.width() / aspect) * share;
      double width = height * aspect;
      return new Window(
          (picture.height() - height) / 2, (picture.width() - width) / 2, height, width);
    }
  }

  /** The window of a picture in another size. */
  static Pixels resample(Pixels picture, Window window, int height, int width) {
    ImageShape from = picture.shape();
    int channels = from.channels();
    Taps columns = new Taps(window.left(), window.width(), width, from.width());
    Taps rows = new Taps(window.top(), window.height(), height, from.height());
    int firstRow = rows.first[0];
    int lastRow = rows.first[height - 1] + rows.weights[height - 1].length;
    float[] narrowed = new float[(lastRow - firstRow) * width * channels];
    byte[] in = picture.values();
    for (int y = firstRow; y < lastRow; y++) {
      for (int x = 0; x < width; x++) {
        float[] weights = columns.weights[x];
        int at = (y * from.width() + columns.first[x]) * channels;
        for (int c = 0; c < channels; c++) {
          float sum = 0;
          for (int t = 0; t < weights.length; t++) {
            sum += weights[t] * (in[at + t * channels + c] & 0xFF);
          }
          narrowed[((y - firstRow) * width + x) * channels + c] = sum;
        }
      }
    }
    byte[] out = new byte[height * width * channels];
    int line = width * channels;
    for (int y = 0; y < height; y++) {
      float[] weights = rows.weights[y];
      int at = (rows.first[y] - firstRow) * line;
      for (int i = 0; i < line; i++) {
        float sum = 0;
        for (int t = 0; t < weights.length; t++) {
          sum += weights[t] * narrowed[at + t * line + i];
        }
        out[y * line + i] = (byte) Math.max(0, Math.min(255, Math.round(sum)));
      }
    }
    return new Pixels(new ImageShape(height, width, channels), out);
  }

  /** For each output position along one axis, the input positions that count and by how much. */
  private static final class Taps {
    private final int[] first;
    private final float[][] weights;

    Taps(double start, double length, int outputs, int inputs) {
      first = new int[outputs];
      weights = new float[outputs][];
      double scale = length / outputs;
      double support = Math.max(1, scale);
      for (int i = 0; i < outputs; i++) {
        double centre = start + (i + 0.5) * scale;
        int from = Math.max(0, Math.min(inputs - 1, (int) Math.floor(centre - support)));
        int to = Math.max(from + 1, Math.min(inputs, (int) Math.ceil(centre + support)));
        first[i] = from;
        weights[i] = weights(from, to, centre, support);
      }
    }

    private static float[] weights(int from, int to, double centre, double support) {
      double[] raw = new double[to - from];
      double sum = 0;
      for (int j = from; j < to; j++) {
        raw[j - from] = Math.max(0, 1 - Math.abs(j + 0.5 - centre) / support);
        sum += raw[j - from];
      }
      float[] weights = new float[raw.length];
      for (int j = 0; j < raw.length; j++) {
        weights[j] = (float) (raw[j] / sum);
      }
      return weights;
    }
  }
}
