package org.fbnetspark.net.fused.kernel;

/**
 * The weight gradient of a depthwise convolution with a square window.
 *
 * <p>oneDNN generates code for it only where the window is at most three columns wide and not
 * higher than the map; other windows take up to twenty times longer. So
 *
 * <ul>
 *   <li>lower maps, and those of odd width where pairs of columns are wanted, are copied into maps
 *       with rows and columns of zeros behind;
 *   <li>a window of five columns and stride 1 is taken in two: a 5x3 window gives columns 1 to 3.
 *       The same memory seen as maps of half the width and twice the channels moves by two columns
 *       for one, so that a 5x3 window over it gives columns 0, 2 and 4, once for even and once for
 *       odd positions, which are added;
 *   <li>with stride 2 and five columns, that view has stride 1 in width, and against an output
 *       gradient that is written twice, side by side, one 5x3 window gives all columns;
 *   <li>where a map of 2x2 becomes 1x1, every position meets one tap: the map is seen as 1x1 with
 *       four times the channels.
 * </ul>
 *
 * <p>What fits nothing of this is left to oneDNN as it is.
 */
public final class DepthwiseGradient implements Kernel {

  /** A buffer, and what fills it before each use. */
  private record Operand(NativeFloats data, Kernel fill) {}

  private final OneDnn dnn;
  private final Window window;
  private final NativeFloats x;
  private final NativeFloats dy;
  private final NativeFloats gradient;
  private final ZeroedScratch scratch;
  private final Kernel computation;

  /**
   * Binds the computation.
   *
   * @param window square, with the same channels in and out
   * @param gradient {@code [row][column][channel]}
   */
  public DepthwiseGradient(
      OneDnn dnn,
      Window window,
      NativeFloats x,
      NativeFloats dy,
      NativeFloats gradient,
      ZeroedScratch scratch) {
    this.dnn = dnn;
    this.window = window;
    this.x = x;
    this.dy = dy;
    this.gradient = gradient;
    this.scratch = scratch;
    computation = choose();
  }

  @Override
  public void run() {
    computation.run();
  }

  private Kernel choose() {
    NhwcShape in = window.input();
    int kernel = window.kernelWidth();
    int stride = window.strideWidth();
    if (kernel == 3 && stride == 2 && in.height() == 2 && in.width() == 2) {
      return corners();
    } else if (kernel == 3 && stride == 1 && in.height() < 3) {
      return lowMap();
    } else if (kernel == 5 && stride == 1) {
      return fiveColumns();
    } else if (kernel == 5 && stride == 2) {
      return fiveColumnsStrided();
    }
    return convolution(window, x, dy, gradient);
  }

  private Kernel corners() {
    NhwcShape in = window.input();
    int c = in.channels();
    NhwcShape flat = new NhwcShape(1, in.batch(), 1, 4 * c);
    Operand repeated = repeated(4, new NhwcShape(in.batch(), 1, 1, 4 * c));
    NativeFloats taps = dnn.floats(4L * c);
    Kernel convolve = convolution(Window.square(flat, 4 * c, 1, 1), x, repeated.data(), taps);
    float[] found = new float[4 * c];
    float[] all = new float[9 * c];
    return () -> {
      repeated.fill().run();
      convolve.run();
      taps.get(found);
      for (int i = 0; i < 4; i++) {
        System.arraycopy(found, i * c, all, ((1 + i / 2) * 3 + 1 + i % 2) * c, c);
      }
      gradient.put(all);
    };
  }

  private Kernel lowMap() {
    NhwcShape high = larger(window.input(), 3, window.input().width());
    Operand highX = within("input", x, window.input(), high);
    Operand highDy = within("gradient", dy, window.output(), high);
    Window part = Window.square(high, high.channels(), 3, 1);
    Kernel convolve = convolution(part, highX.data(), highDy.data(), gradient);
    return () -> {
      highX.fill().run();
      highDy.fill().run();
      convolve.run();
    };
  }

  private Kernel fiveColumns() {
    NhwcShape in = window.input();
    int c = in.channels();
    int height = Math.max(5, in.height());
    int width = even(in.width());
    NhwcShape whole = larger(in, height, width);
    Operand highX = within("input", x, in, whole);
    Operand highDy = within("gradient", dy, in, whole);
    Window middle = new Window(whole, c, height, width, 5, 3, 1, 1);
    NhwcShape paired = new NhwcShape(in.batch(), height, width / 2, 2 * c);
    Window outer = new Window(paired, 2 * c, height, width / 2, 5, 3, 1, 1);
    NativeFloats middleTaps = dnn.floats(15L * c);
    NativeFloats outerTaps = dnn.floats(30L * c);
    Kernel convolveMiddle = convolution(middle, highX.data(), highDy.data(), middleTaps);
    Kernel convolveOuter = convolution(outer, highX.data(), highDy.data(), outerTaps);
    float[] inner = new float[15 * c];
    float[] pairs = new float[30 * c];
    float[] all = new float[25 * c];
    return () -> {
      highX.fill().run();
      highDy.fill().run();
      convolveMiddle.run();
      convolveOuter.run();
      middleTaps.get(inner);
      outerTaps.get(pairs);
      for (int row = 0; row < 5; row++) {
        System.arraycopy(inner, row * 3 * c, all, (row * 5 + 1) * c, 3 * c);
        addHalves(pairs, row * 6 * c, all, row * 5 * c, c);
        addHalves(pairs, (row * 6 + 4) * c, all, (row * 5 + 4) * c, c);
      }
      gradient.put(all);
    };
  }

  private static void addHalves(float[] pairs, int from, float[] all, int to, int channels) {
    for (int i = 0; i < channels; i++) {
      all[to + i] = pairs[from + i] + pairs[from + channels + i];
    }
  }

  private Kernel fiveColumnsStrided() {
    NhwcShape in = window.input();
    int c = in.channels();
    int height = Math.max(6, even(in.height()));
    int width = even(in.width());
    Operand highX = within("input", x, in, larger(in, height, width));
    NhwcShape out = new NhwcShape(in.batch(), height / 2, width / 2, 2 * c);
    Operand repeated = repeated(2, out);
    NhwcShape paired = new NhwcShape(in.batch(), height, width / 2, 2 * c);
    Window part = new Window(paired, 2 * c, height / 2, width / 2, 5, 3, 2, 1);
    NativeFloats taps = dnn.floats(30L * c);
    Kernel convolve = convolution(part, highX.data(), repeated.data(), taps);
    float[] pairs = new float[30 * c];
    float[] all = new float[25 * c];
    return () -> {
      highX.fill().run();
      repeated.fill().run();
      convolve.run();
      taps.get(pairs);
      for (int row = 0; row < 5; row++) {
        System.arraycopy(pairs, row * 6 * c, all, row * 5 * c, 5 * c);
      }
      gradient.put(all);
    };
  }

  private Kernel convolution(
      Window part, NativeFloats from, NativeFloats against, NativeFloats result) {
    return new Convolution(dnn, part, true).weightGradient(from, against, result);
  }

  private static int even(int side) {
    return side + side % 2;
  }

  private static NhwcShape larger(NhwcShape shape, int height, int width) {
    return new NhwcShape(shape.batch(), Math.max(shape.height(), height), width, shape.channels());
  }

  /** The tensor with rows and columns of zeros behind it, or as it is where it has that extent. */
  private Operand within(String use, NativeFloats from, NhwcShape shape, NhwcShape whole) {
    if (shape.equals(whole)) {
      return new Operand(from, () -> {});
    }
    String sides = shape.height() + "x" + shape.width();
    NativeFloats data = scratch.take(use + " of " + sides, whole);
    return new Operand(data, dnn.copy(shape, from, shape.strides(), data, whole.strides()));
  }

  /** The output gradient written several times side by side, in a tensor of at least its height. */
  private Operand repeated(int times, NhwcShape target) {
    NhwcShape shape = window.output();
    String sides = shape.height() + "x" + shape.width();
    NativeFloats data = scratch.take("repeated from " + sides, target);
    Kernel[] copies = new Kernel[times];
    for (int i = 0; i < times; i++) {
      long start = (long) i * shape.channels();
      NativeFloats part = data.view(start, data.length() - start);
      copies[i] = dnn.copy(shape, dy, shape.strides(), part, target.strides());
    }
    return new Operand(
        data,
        () -> {
          for (Kernel copy : copies) {
            copy.run();
          }
        });
  }
}
