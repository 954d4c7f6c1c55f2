package org.fbnetspark.net.fused.kernel;

/**
 * A convolution's window and the tensors it moves between. Padding before the first row and column
 * is half the kernel, gaps included; behind the last ones, whatever the output needs.
 *
 * @param input what is read
 * @param outChannels channels written
 * @param outHeight rows written
 * @param outWidth columns written
 * @param kernelHeight rows of the window
 * @param kernelWidth columns of the window
 * @param strideHeight rows from one window to the next
 * @param strideWidth columns from one window to the next
 * @param dilation distance of neighbouring places of the window
 */
public record Window(
    NhwcShape input,
    int outChannels,
    int outHeight,
    int outWidth,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int dilation) {

  /** A window without gaps. */
  public Window(
      NhwcShape input,
      int outChannels,
      int outHeight,
      int outWidth,
      int kernelHeight,
      int kernelWidth,
      int strideHeight,
      int strideWidth) {
    this(
        input,
        outChannels,
        outHeight,
        outWidth,
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        1);
  }

  /** A square window under which the sides are divided by the stride, rounded up. */
  public static Window square(NhwcShape input, int outChannels, int kernel, int stride) {
    return square(input, outChannels, kernel, stride, 1);
  }

  /** The same with gaps. */
  public static Window square(
      NhwcShape input, int outChannels, int kernel, int stride, int dilation) {
    return new Window(
        input,
        outChannels,
        (input.height() + stride - 1) / stride,
        (input.width() + stride - 1) / stride,
        kernel,
        kernel,
        stride,
        stride,
        dilation);
  }

  /** Extent of what is written. */
  public NhwcShape output() {
    return new NhwcShape(input.batch(), outHeight, outWidth, outChannels);
  }

  /** Positions of the window. */
  public int taps() {
    return kernelHeight * kernelWidth;
  }

  long[] strides() {
    return new long[] {strideHeight, strideWidth};
  }

  /** Positions skipped between neighbouring places. */
  long[] gaps() {
    return new long[] {dilation - 1, dilation - 1};
  }

  long[] paddingBefore() {
    return new long[] {dilation * (kernelHeight / 2), dilation * (kernelWidth / 2)};
  }

  long[] paddingBehind() {
    return new long[] {
      behind(outHeight, strideHeight, kernelHeight, input.height()),
      behind(outWidth, strideWidth, kernelWidth, input.width())
    };
  }

  private long behind(int out, int stride, int kernel, int in) {
    long reach = dilation * (kernel - 1L) + 1;
    return (out - 1L) * stride + reach - in - (long) dilation * (kernel / 2);
  }
}
