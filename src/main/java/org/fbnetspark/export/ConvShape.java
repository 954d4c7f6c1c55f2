package org.fbnetspark.export;

import java.util.List;

/**
 * A convolution with a square window of odd side, padded by half of it on each side.
 *
 * @param in channels read
 * @param out channels written
 * @param kernel side of the window
 * @param stride step of the window
 * @param groups groups of channels; {@code in} for a depthwise convolution
 */
record ConvShape(int in, int out, int kernel, int stride, int groups) {

  static ConvShape full(int in, int out, int kernel, int stride) {
    return new ConvShape(in, out, kernel, stride, 1);
  }

  static ConvShape pointwise(int in, int out, int groups) {
    return new ConvShape(in, out, 1, 1, groups);
  }

  static ConvShape depthwise(int channels, int kernel, int stride) {
    return new ConvShape(channels, channels, kernel, stride, channels);
  }

  List<Integer> weightShape() {
    return List.of(out, in / groups, kernel, kernel);
  }
}
