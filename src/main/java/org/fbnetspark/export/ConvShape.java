package org.fbnetspark.export;

import java.util.List;

/**
 * A convolution with a square window: of an odd side padded so that stride 1 keeps the map, else
 * not padded.
 *
 * @param in channels read
 * @param out channels written
 * @param kernel side of the window
 * @param stride step of the window
 * @param groups groups of channels; {@code in} for a depthwise convolution
 * @param dilation distance of neighbouring places of the window
 */
record ConvShape(int in, int out, int kernel, int stride, int groups, int dilation) {

  ConvShape(int in, int out, int kernel, int stride, int groups) {
    this(in, out, kernel, stride, groups, 1);
  }

  static ConvShape full(int in, int out, int kernel, int stride) {
    return new ConvShape(in, out, kernel, stride, 1);
  }

  static ConvShape pointwise(int in, int out, int groups) {
    return new ConvShape(in, out, 1, 1, groups);
  }

  static ConvShape depthwise(int channels, int kernel, int stride) {
    return new ConvShape(channels, channels, kernel, stride, channels);
  }

  ConvShape dilated(int newDilation) {
    return new ConvShape(in, out, kernel, stride, groups, newDilation);
  }

  /** Rows and columns of 0 on each side. */
  int pad() {
    return kernel % 2 == 0 ? 0 : dilation * (kernel / 2);
  }

  List<Integer> weightShape() {
    return List.of(out, in / groups, kernel, kernel);
  }
}
