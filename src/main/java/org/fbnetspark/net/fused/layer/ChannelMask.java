package org.fbnetspark.net.fused.layer;

import java.util.Arrays;
import java.util.List;

/**
 * What the options of a width make of its channels under factors:
 *
 * <pre>
 * mask_c            = sum over options with more than c channels of factor
 * dL/dfactor_option = sum over c below its channels of dL/dmask_c
 * </pre>
 *
 * <p>A width without a choice has a mask of ones.
 *
 * <p>Source: Wan et al., FBNetV2 (arXiv 2004.05565), Section 3.1.
 */
final class ChannelMask {

  /**
   * An option.
   *
   * @param channels that are left, from the first one
   * @param factor place of its factor in a layer's row
   */
  record Option(int channels, int factor) {}

  private final List<Option> options;
  private final float[] values;
  private final double[] slopes;

  /**
   * A mask of ones.
   *
   * @param options of which one holds; none where there is no choice
   * @param channels of the largest
   */
  ChannelMask(List<Option> options, int channels) {
    this.options = List.copyOf(options);
    values = new float[channels];
    slopes = new double[channels];
    Arrays.fill(values, 1f);
  }

  /** Whether there is a choice. */
  boolean open() {
    return !options.isEmpty();
  }

  /** Takes the factors of a pass, and forgets gradients. */
  void use(float[] row) {
    Arrays.fill(slopes, 0);
    if (!open()) {
      return;
    }
    Arrays.fill(values, 0f);
    for (Option option : options) {
      values[option.channels() - 1] += row[option.factor()];
    }
    for (int c = values.length - 2; c >= 0; c--) {
      values[c] += values[c + 1];
    }
  }

  /** The factor of a channel. */
  float at(int channel) {
    return values[channel];
  }

  /** The factors of some channels, and zeros behind them. */
  float[] values(int first, int count, int padding) {
    float[] part = new float[count + padding];
    System.arraycopy(values, first, part, 0, count);
    return part;
  }

  /** Adds to the gradient of a channel's factor. */
  void addSlope(int channel, double slope) {
    slopes[channel] += slope;
  }

  /** Adds what was found to the gradient of the row of factors. */
  void addGradient(float[] rowGradient) {
    if (!open()) {
      return;
    }
    double[] sums = slopes.clone();
    for (int c = 1; c < sums.length; c++) {
      sums[c] += sums[c - 1];
    }
    for (Option option : options) {
      rowGradient[option.factor()] += (float) sums[option.channels() - 1];
    }
  }
}
