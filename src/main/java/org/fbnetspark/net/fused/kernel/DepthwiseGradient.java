package org.fbnetspark.net.fused.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * The weight gradient of a depthwise convolution with a square window.
 *
 * <p>oneDNN generates code for it only where the window is at most three columns wide and not
 * higher than the map; other windows take up to twenty times longer. So
 *
 * <ul>
 *   <li>lower maps, and those of odd width where pairs of columns are wanted, are copied into maps
 *       with rows and columns of zeros behind;
 *   <li>a window of five or seven columns and stride 1 is taken in parts: one three columns wide
 *       gives those in the middle. The same memory seen as maps of half the width and twice the
 *       channels moves by two columns for one, so that such a window over it gives the columns two
 *       to the left and right, once for even and once for odd positions, which are added; seen as
 *       maps of a third of the width, those three away;
 *   <li>with stride 2, the view of half the width has stride 1 in width, and against an output
 *       gradient that is written twice, side by side, one such window gives six columns; the first
 *       of seven comes of the input shifted by one;
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
    } else if ((kernel == 5 || kernel == 7) && stride <= 2) {
      return stride == 1 ? wideWindow() : wideWindowStrided();
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

  /** Columns to both sides of the middle one, by as many as stand side by side as channels. */
  private Kernel wideWindow() {
    NhwcShape in = window.input();
    int c = in.channels();
    int kernel = window.kernelWidth();
    int height = Math.max(kernel, in.height());
    int width = multiple(kernel == 5 ? 2 : 6, in.width());
    NhwcShape whole = larger(in, height, width);
    Operand highX = within("input", x, in, whole);
    Operand highDy = within("gradient", dy, in, whole);
    List<NativeFloats> taps = new ArrayList<>();
    List<Kernel> convolutions = new ArrayList<>();
    for (int step = 1; step <= kernel / 2; step++) {
      NhwcShape grouped = new NhwcShape(in.batch(), height, width / step, step * c);
      Window part = new Window(grouped, step * c, height, width / step, kernel, 3, 1, 1);
      taps.add(dnn.floats(3L * kernel * step * c));
      convolutions.add(convolution(part, highX.data(), highDy.data(), taps.get(step - 1)));
    }
    float[] found = new float[3 * kernel * (kernel / 2) * c];
    float[] all = new float[kernel * kernel * c];
    return () -> {
      highX.fill().run();
      highDy.fill().run();
      convolutions.forEach(Kernel::run);
      for (int step = 1; step <= kernel / 2; step++) {
        taps.get(step - 1).get(found, 3 * kernel * step * c);
        for (int row = 0; row < kernel; row++) {
          for (int tap = -1; tap <= 1; tap++) {
            // The middle one comes with its neighbours.
            if (tap != 0 || step == 1) {
              int to = row * kernel + kernel / 2 + tap * step;
              addGroups(found, (row * 3 + tap + 1) * step * c, step, all, to * c, c);
            }
          }
        }
      }
      gradient.put(all);
    };
  }

  /** All columns at once but the first of seven, for which the input is shifted by one. */
  private Kernel wideWindowStrided() {
    NhwcShape in = window.input();
    int c = in.channels();
    int kernel = window.kernelWidth();
    int before = kernel / 2 - 2;
    int height = Math.max(kernel + 1, multiple(2, in.height()));
    NhwcShape whole = larger(in, height, multiple(2, in.width() + before));
    int pairs = whole.width() / 2;
    Operand repeated = repeated(2, new NhwcShape(in.batch(), height / 2, pairs, 2 * c));
    Window part =
        new Window(
            new NhwcShape(in.batch(), height, pairs, 2 * c),
            2 * c,
            height / 2,
            pairs,
            kernel,
            3,
            2,
            1);
    List<Operand> inputs = new ArrayList<>();
    List<NativeFloats> taps = new ArrayList<>();
    List<Kernel> convolutions = new ArrayList<>();
    for (int shift = 0; shift <= before; shift++) {
      inputs.add(within("input", shift, x, in, whole));
      taps.add(dnn.floats(6L * kernel * c));
      convolutions.add(
          convolution(part, inputs.get(shift).data(), repeated.data(), taps.get(shift)));
    }
    float[] found = new float[6 * kernel * c];
    float[] all = new float[kernel * kernel * c];
    return () -> {
      inputs.forEach(input -> input.fill().run());
      repeated.fill().run();
      convolutions.forEach(Kernel::run);
      for (int shift = before; shift >= 0; shift--) {
        taps.get(shift).get(found);
        for (int row = 0; row < kernel; row++) {
          int to = row * kernel + before - shift;
          int columns = Math.min(6, kernel - before + shift);
          System.arraycopy(found, row * 6 * c, all, to * c, columns * c);
        }
      }
      gradient.put(all);
    };
  }

  private static void addGroups(float[] from, int at, int groups, float[] to, int first, int c) {
    System.arraycopy(from, at, to, first, c);
    for (int group = 1; group < groups; group++) {
      for (int i = 0; i < c; i++) {
        to[first + i] += from[at + group * c + i];
      }
    }
  }

  private Kernel convolution(
      Window part, NativeFloats from, NativeFloats against, NativeFloats result) {
    return new Convolution(dnn, part, true).weightGradient(from, against, result);
  }

  private static int multiple(int of, int side) {
    return (side + of - 1) / of * of;
  }

  private static NhwcShape larger(NhwcShape shape, int height, int width) {
    return new NhwcShape(shape.batch(), Math.max(shape.height(), height), width, shape.channels());
  }

  private Operand within(String use, NativeFloats from, NhwcShape shape, NhwcShape whole) {
    return within(use, 0, from, shape, whole);
  }

  /**
   * The tensor with rows and columns of zeros around it, or as it is where it has that extent.
   *
   * @param column that its first one comes to
   */
  private Operand within(
      String use, int column, NativeFloats from, NhwcShape shape, NhwcShape whole) {
    if (shape.equals(whole)) {
      return new Operand(from, () -> {});
    }
    String place = " of " + shape.height() + "x" + shape.width() + " from " + column;
    NativeFloats data = scratch.take(use + place, whole);
    long first = (long) column * whole.channels();
    NativeFloats part = data.view(first, data.length() - first);
    return new Operand(data, dnn.copy(shape, from, shape.strides(), part, whole.strides()));
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
