package org.fbnetspark.net.fused.kernel;

/**
 * A convolution's window and the tensors it moves between. Padding before the first row and column
 * is half the kernel; behind the last ones, whatever the output needs.
 *
 * @param input what is read
 * @param outChannels channels written
 * @param outHeight rows written
 * @param outWidth columns written
 * @param kernelHeight rows of the window
 * @param kernelWidth columns of the window
 * @param strideHeight rows from one window to the next
 * @param strideWidth columns from one window to the next
 */
public record Window(
    NhwcShape input,
    int outChannels,
    int outHeight,
    int outWidth,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth) {

  /** A square window under which the sides are divided by the stride, rounded up. */
  public static Window square(NhwcShape input, int outChannels, int kernel, int stride) {
    return new Window(
        input,
        outChannels,
        (input.height() + stride - 1) / stride,
        (input.width() + stride - 1) / stride,
        kernel,
        kernel,
        stride,
        stride);
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

  long[] paddingBefore() {
    return new long[] {kernelHeight / 2, kernelWidth / 2};
  }

  long[] paddingBehind() {
    return new long[] {
      behind(outHeight, strideHeight, kernelHeight, input.height()),
      behind(outWidth, strideWidth, kernelWidth, input.width())
    };
  }

  private static long behind(int out, int stride, int kernel, int in) {
    return (out - 1L) * stride + kernel - in - kernel / 2;
  }
}
