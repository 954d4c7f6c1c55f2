package org.fbnetspark.data;

import java.io.Serializable;
import java.util.Arrays;
import org.fbnetspark.domain.shape.ChannelStatistics;

/**
 * Sums over 8-bit pixels from which mean and deviation follow. Whole numbers, so the order in which
 * parts are added leaves no trace.
 */
public final class PixelSums implements Serializable {

  private static final long serialVersionUID = 1L;

  private final long[] sums;
  private final long[] squares;
  private long positions;

  /** No pixel yet. */
  public PixelSums(int channels) {
    sums = new long[channels];
    squares = new long[channels];
  }

  /** Adds every pixel of an image. */
  public void add(Pixels pixels) {
    byte[] values = pixels.values();
    int channels = sums.length;
    for (int i = 0; i < values.length; i++) {
      int value = values[i] & 0xFF;
      sums[i % channels] += value;
      squares[i % channels] += value * value;
    }
    positions += values.length / channels;
  }

  /** The sums over both. */
  public PixelSums and(PixelSums other) {
    PixelSums both = new PixelSums(sums.length);
    for (int c = 0; c < sums.length; c++) {
      both.sums[c] = Math.addExact(sums[c], other.sums[c]);
      both.squares[c] = Math.addExact(squares[c], other.squares[c]);
    }
    both.positions = Math.addExact(positions, other.positions);
    return both;
  }

  /**
   * Mean and deviation in units of white.
   *
   * @throws IllegalStateException for images of one flat colour, which no network tells apart
   */
  public ChannelStatistics statistics() {
    double[] means = Arrays.stream(sums).mapToDouble(sum -> (double) sum / positions).toArray();
    double[] deviations = new double[sums.length];
    for (int c = 0; c < sums.length; c++) {
      deviations[c] = Math.sqrt((double) squares[c] / positions - means[c] * means[c]);
      if (!(deviations[c] > 0)) {
        throw new IllegalStateException(
            "Channel " + c + " has one value, " + means[c] + ", in every training image");
      }
    }
    return new ChannelStatistics(
        Arrays.stream(means).mapToObj(mean -> mean / 255).toList(),
        Arrays.stream(deviations).mapToObj(deviation -> deviation / 255).toList());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PixelSums that
        && positions == that.positions
        && Arrays.equals(sums, that.sums)
        && Arrays.equals(squares, that.squares);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sums);
  }

  @Override
  public String toString() {
    return "PixelSums" + Arrays.toString(sums) + " over " + positions;
  }
}
