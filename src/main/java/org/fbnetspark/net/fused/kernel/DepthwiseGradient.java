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
 *       of seven comes of the input shifted by one. Rows above the middle one must be even in
 *       number there, so that a window of seven gets an eighth, of which nothing is used;
 *   <li>where a map of 2x2 becomes 1x1, every position meets one tap: the map is seen as 1x1 with
 *       four times the channels.
 * </ul>
 *
 * <p>What fits nothing of this is left to oneDNN as it is.
 */
public final class DepthwiseGradient implements Kernel {

  /**
   * Memory that may be another's while the gradient is not formed.
   *
   * @param input for {@link #inputFloats}
   * @param gradient for {@link #gradientFloats}
   */
  public record Rooms(NativeFloats input, NativeFloats gradient) {}

  /** A buffer, and what fills it before each use. */
  private record Operand(NativeFloats data, Kernel fill) {}

  /** How a window is taken apart. */
  private enum Form {
    CORNERS,
    LOW_MAP,
    WIDE,
    WIDE_STRIDED,
    WHOLE
  }

  private static final Kernel NOTHING = () -> {};

  private final OneDnn dnn;
  private final Window window;
  private final NativeFloats x;
  private final NativeFloats dy;
  private final NativeFloats gradient;
  private final Rooms rooms;
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
      Rooms rooms) {
    this.dnn = dnn;
    this.window = window;
    this.x = x;
    this.dy = dy;
    this.gradient = gradient;
    this.rooms = rooms;
    computation =
        switch (form(window)) {
          case CORNERS -> corners();
          case LOW_MAP -> lowMap();
          case WIDE -> wideWindow();
          case WIDE_STRIDED -> wideWindowStrided();
          case WHOLE -> convolution(window, x, dy, gradient);
        };
  }

  @Override
  public void run() {
    computation.run();
  }

  private static Form form(Window window) {
    NhwcShape in = window.input();
    int kernel = window.kernelWidth();
    int stride = window.strideWidth();
    if (kernel == 3 && stride == 2 && in.height() == 2 && in.width() == 2) {
      return Form.CORNERS;
    } else if (kernel == 3 && stride == 1 && in.height() < 3) {
      return Form.LOW_MAP;
    } else if ((kernel == 5 || kernel == 7) && stride <= 2) {
      return stride == 1 ? Form.WIDE : Form.WIDE_STRIDED;
    }
    return Form.WHOLE;
  }

  /** Floats that a copy of the input takes; 0 where it is read as it is. */
  public static long inputFloats(Window window) {
    NhwcShape seen = seen(window);
    return seen.equals(window.input()) ? 0 : seen.elements();
  }

  /** Floats that a copy of the output's gradient takes; 0 where it is read as it is. */
  public static long gradientFloats(Window window) {
    NhwcShape seen = seenGradient(window);
    return seen.equals(window.output()) ? 0 : seen.elements();
  }

  /** The extent in which the input is read. */
  private static NhwcShape seen(Window window) {
    NhwcShape in = window.input();
    int kernel = window.kernelWidth();
    return switch (form(window)) {
      case CORNERS, WHOLE -> in;
      case LOW_MAP -> larger(in, 3, in.width());
      case WIDE -> larger(in, kernel, multiple(kernel == 5 ? 2 : 6, in.width()));
      case WIDE_STRIDED -> {
        int height = Math.max(kernel + 1, multiple(2, in.height()));
        yield larger(in, height, multiple(2, in.width() + shifts(kernel)));
      }
    };
  }

  /** The extent in which the gradient of the output is read. */
  private static NhwcShape seenGradient(Window window) {
    NhwcShape seen = seen(window);
    int c = seen.channels();
    return switch (form(window)) {
      case WHOLE -> window.output();
      case CORNERS -> new NhwcShape(seen.batch(), 1, 1, 4 * c);
      case LOW_MAP, WIDE -> seen;
      case WIDE_STRIDED -> new NhwcShape(seen.batch(), seen.height() / 2, seen.width() / 2, 2 * c);
    };
  }

  /** Columns of a strided window before the six that are found at once. */
  private static int shifts(int kernel) {
    return kernel / 2 - 2;
  }

  private static NhwcShape larger(NhwcShape shape, int height, int width) {
    return new NhwcShape(shape.batch(), Math.max(shape.height(), height), width, shape.channels());
  }

  private static int multiple(int of, int side) {
    return (side + of - 1) / of * of;
  }

  private Kernel corners() {
    int c = window.input().channels();
    NhwcShape flat = new NhwcShape(1, window.input().batch(), 1, 4 * c);
    Operand repeated = repeated(4);
    NativeFloats taps = dnn.passing(4L * c);
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
    Operand highX = within(0, rooms.input(), x);
    Operand highDy = within(0, rooms.gradient(), dy);
    Window part = Window.square(seen(window), window.outChannels(), 3, 1);
    Kernel convolve = convolution(part, highX.data(), highDy.data(), gradient);
    return highX.fill().then(highDy.fill()).then(convolve);
  }

  /** Columns to both sides of the middle one, by as many as stand side by side as channels. */
  private Kernel wideWindow() {
    NhwcShape whole = seen(window);
    int c = whole.channels();
    int kernel = window.kernelWidth();
    Operand highX = within(0, rooms.input(), x);
    Operand highDy = within(0, rooms.gradient(), dy);
    NativeFloats taps = dnn.passing(3L * kernel * (kernel / 2) * c);
    List<Kernel> convolutions = new ArrayList<>();
    for (int step = 1; step <= kernel / 2; step++) {
      int height = whole.height();
      int width = whole.width() / step;
      NhwcShape grouped = new NhwcShape(whole.batch(), height, width, step * c);
      Window part = new Window(grouped, step * c, height, width, kernel, 3, 1, 1);
      convolutions.add(convolution(part, highX.data(), highDy.data(), taps));
    }
    float[] found = new float[(int) taps.length()];
    float[] all = new float[kernel * kernel * c];
    return () -> {
      highX.fill().run();
      highDy.fill().run();
      for (int step = 1; step <= kernel / 2; step++) {
        convolutions.get(step - 1).run();
        taps.get(found, 3 * kernel * step * c);
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
    NhwcShape whole = seen(window);
    int c = whole.channels();
    int kernel = window.kernelWidth();
    int before = shifts(kernel);
    int above = kernel / 2 % 2;
    int rows = kernel + above;
    NhwcShape pairs = new NhwcShape(whole.batch(), whole.height(), whole.width() / 2, 2 * c);
    Window part = new Window(pairs, 2 * c, whole.height() / 2, pairs.width(), rows, 3, 2, 1);
    Operand repeated = repeated(2);
    NativeFloats taps = dnn.passing(6L * rows * c);
    List<Kernel> parts = new ArrayList<>();
    for (int shift = 0; shift <= before; shift++) {
      Operand input = within(shift, rooms.input(), x);
      parts.add(input.fill().then(convolution(part, input.data(), repeated.data(), taps)));
    }
    float[] found = new float[(int) taps.length()];
    float[] all = new float[kernel * kernel * c];
    return () -> {
      repeated.fill().run();
      for (int shift = before; shift >= 0; shift--) {
        parts.get(shift).run();
        taps.get(found);
        for (int row = 0; row < kernel; row++) {
          int to = row * kernel + before - shift;
          int columns = Math.min(6, kernel - before + shift);
          System.arraycopy(found, (row + above) * 6 * c, all, to * c, columns * c);
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

  /**
   * A map with rows and columns of zeros around it, or as it is where it is read so.
   *
   * @param column that its first one comes to
   */
  private Operand within(int column, NativeFloats room, NativeFloats from) {
    NhwcShape whole = seen(window);
    NhwcShape shape = window.input().withChannels(whole.channels());
    if (shape.equals(whole)) {
      return new Operand(from, NOTHING);
    }
    NativeFloats data = room.view(0, whole.elements());
    long first = (long) column * whole.channels();
    NativeFloats part = data.view(first, data.length() - first);
    Kernel copy = dnn.copy(shape, from, shape.strides(), part, whole.strides());
    return new Operand(
        data,
        () -> {
          clearAround(data, whole, column, shape);
          copy.run();
        });
  }

  private static void clearAround(NativeFloats data, NhwcShape whole, int column, NhwcShape map) {
    long c = whole.channels();
    long row = whole.width() * c;
    long gap = (whole.width() - map.width()) * c;
    data.clear(0, column * c);
    for (int example = 0; example < whole.batch(); example++) {
      long start = (long) example * whole.height() * row + (column + map.width()) * c;
      for (int i = 0; gap > 0 && i < map.height() - 1; i++) {
        data.clear(start + i * row, gap);
      }
      long last = start + (map.height() - 1) * row;
      long behind = gap + (whole.height() - map.height()) * row;
      data.clear(last, Math.min(behind, data.length() - last));
    }
  }

  /** The output gradient written several times side by side, and zeros behind. */
  private Operand repeated(int times) {
    NhwcShape shape = window.output();
    NhwcShape target = seenGradient(window);
    NativeFloats data = rooms.gradient().view(0, target.elements());
    List<Kernel> copies = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long start = (long) i * shape.channels();
      NativeFloats part = data.view(start, data.length() - start);
      copies.add(dnn.copy(shape, dy, shape.strides(), part, target.strides()));
    }
    return new Operand(
        data,
        () -> {
          clearAround(data, target, 0, shape.withChannels(target.channels()));
          copies.forEach(Kernel::run);
        });
  }
}
