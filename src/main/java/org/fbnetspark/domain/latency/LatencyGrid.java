package org.fbnetspark.domain.latency;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * The rows of an op at every combination of some sides and widths, and what lies between them. A
 * time between is multilinear in the positions of the map and in the channels that enter, stand in
 * the middle and leave, as the multiply-accumulates of the op are but for squeeze and excitation:
 *
 * <pre>t = sum over the corners of the cell of t(corner) * product over the axes of (1 - s) or s
 * s = (x - low) / (high - low)</pre>
 *
 * <p>where channels are counted in blocks, {@code x = ceil(channels / block)}, for a runtime whose
 * vectors hold that many computes the rest of a block for nothing. It never leaves the range of the
 * corners, and nothing is told beyond the ends of an axis.
 *
 * @param op op code, with {@code m*} for the middle channels where it has such of its own
 * @param stride step of its window
 * @param sides of the map that enters, rising
 * @param in channels entering, rising
 * @param middle channels in the middle, rising; none where the op has none of its own
 * @param out channels leaving, rising
 * @param block channels that are counted as one
 */
public record LatencyGrid(
    String op,
    int stride,
    List<Sides> sides,
    List<Integer> in,
    List<Integer> middle,
    List<Integer> out,
    int block) {

  /** What an op code has before the channels in the middle. */
  private static final String MIDDLE = "_m";

  /** Stands for them. */
  private static final String ANY = MIDDLE + "*";

  /** Height and width of a map. */
  public record Sides(int height, int width) {

    /** Those of a shape. */
    public static Sides of(ImageShape shape) {
      return new Sides(shape.height(), shape.width());
    }

    /** Rejects a map without positions. */
    public Sides {
      if (height < 1 || width < 1) {
        throw new IllegalArgumentException("A map needs sides, but was " + height + "x" + width);
      }
    }

    boolean within(Sides other) {
      return height <= other.height && width <= other.width;
    }

    /** Number of positions. */
    public double positions() {
      return (double) height * width;
    }

    @Override
    public String toString() {
      return height + "x" + width;
    }
  }

  /** Two neighbours on an axis, and how far on from the lower one; that one alone at 0. */
  private record Cell(int low, int high, double share) {}

  /** Copies the axes and rejects those that do not rise. */
  public LatencyGrid {
    sides = List.copyOf(sides);
    in = List.copyOf(in);
    middle = List.copyOf(middle);
    out = List.copyOf(out);
    boolean rising =
        rises(sides, Sides::within)
            && channels(in)
            && (middle.isEmpty() || channels(middle))
            && channels(out);
    if (!rising || block < 1 || stride < 1 || op.contains(ANY) == middle.isEmpty()) {
      throw new IllegalArgumentException(
          "A grid needs sides and channels that rise, channels in the middle for an op code with "
              + ANY
              + " and for no other, and a block and a stride of at least 1, but that of "
              + op
              + " was "
              + List.of(sides, in, middle, out, block, stride));
    }
  }

  private static boolean atMost(int one, int other) {
    return one <= other;
  }

  private static <T> boolean rises(List<T> points, BiPredicate<T, T> atMost) {
    for (int i = 1; i < points.size(); i++) {
      boolean rising =
          atMost.test(points.get(i - 1), points.get(i)) && !points.get(i - 1).equals(points.get(i));
      if (!rising) {
        return false;
      }
    }
    return !points.isEmpty();
  }

  private static boolean channels(List<Integer> points) {
    return rises(points, LatencyGrid::atMost) && points.get(0) > 0;
  }

  /** The op code of a grid that has this row. */
  public static String opOf(LatencyKey key) {
    String code = key.op();
    int digits = code.indexOf(MIDDLE) + MIDDLE.length();
    int end = end(code, digits);
    return end == digits ? code : code.substring(0, digits) + "*" + code.substring(end);
  }

  /** Channels in the middle of a row's op; none where it has none of its own. */
  public static List<Integer> middleOf(LatencyKey key) {
    String code = key.op();
    int digits = code.indexOf(MIDDLE) + MIDDLE.length();
    int end = end(code, digits);
    return end == digits ? List.of() : List.of(Integer.parseInt(code, digits, end, 10));
  }

  /**
   * Where the digits of the channels in the middle end; where they would begin if there are none.
   */
  private static int end(String code, int digits) {
    int end = digits;
    boolean there = code.contains(MIDDLE);
    while (there && end < Math.min(code.length(), digits + 6) && isDigit(code.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** The same grid with its channels counted in other blocks. */
  public LatencyGrid inBlocks(int other) {
    return new LatencyGrid(op, stride, sides, in, middle, out, other);
  }

  /** Number of rows. */
  public long size() {
    return (long) sides.size() * in.size() * Math.max(1, middle.size()) * out.size();
  }

  /** Its rows. */
  public List<LatencyKey> points() {
    List<LatencyKey> points = new ArrayList<>();
    for (int side = 0; side < sides.size(); side++) {
      for (int entering = 0; entering < in.size(); entering++) {
        for (int within = 0; within < Math.max(1, middle.size()); within++) {
          for (int leaving = 0; leaving < out.size(); leaving++) {
            points.add(point(side, entering, within, leaving));
          }
        }
      }
    }
    return points;
  }

  private LatencyKey point(int side, int entering, int within, int leaving) {
    return new LatencyKey(
        middle.isEmpty() ? op : op.replace(ANY, MIDDLE + middle.get(within)),
        new ImageShape(sides.get(side).height(), sides.get(side).width(), in.get(entering)),
        out.get(leaving),
        stride);
  }

  /** Whether a row lies on it or between its rows. */
  public boolean holds(LatencyKey key) {
    return !cells(key).isEmpty();
  }

  /** Whether a row is one of its own. */
  public boolean isPoint(LatencyKey key) {
    return key.stride() == stride
        && has(in, key.input().channels())
        && has(out, key.outChannels())
        && opOf(key).equals(op)
        && middleOf(key).isEmpty() == middle.isEmpty()
        && middle.containsAll(middleOf(key))
        && sides.contains(Sides.of(key.input()));
  }

  private static boolean has(List<Integer> rising, int value) {
    return Collections.binarySearch(rising, value) >= 0;
  }

  /**
   * The time of a row by its neighbours; empty where it lies outside, or one of them is missing.
   *
   * @param times of rows
   */
  OptionalDouble between(LatencyKey key, Function<LatencyKey, OptionalDouble> times) {
    List<Cell> cells = cells(key);
    if (cells.isEmpty()) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int corner = 0; corner < 1 << cells.size(); corner++) {
      int[] at = new int[cells.size()];
      double weight = 1;
      for (int axis = 0; axis < at.length; axis++) {
        Cell cell = cells.get(axis);
        boolean high = (corner >> axis & 1) == 1;
        at[axis] = high ? cell.high : cell.low;
        weight *= high ? cell.share : 1 - cell.share;
      }
      if (weight > 0) {
        OptionalDouble time = times.apply(point(at[0], at[1], at[2], at[3]));
        if (time.isEmpty()) {
          return time;
        }
        sum += weight * time.getAsDouble();
        least = Math.min(least, time.getAsDouble());
        most = Math.max(most, time.getAsDouble());
      }
    }
    return OptionalDouble.of(Math.min(most, Math.max(least, sum)));
  }

  /** Where a row lies on each axis; none where it lies outside of one. */
  private List<Cell> cells(LatencyKey key) {
    if (key.stride() != stride || !opOf(key).equals(op)) {
      return List.of();
    }
    List<Integer> own = middleOf(key);
    if (own.isEmpty() != middle.isEmpty()) {
      return List.of();
    }
    Optional<Cell> side = cell(sides, Sides.of(key.input()), Sides::within, Sides::positions);
    Optional<Cell> entering = cell(in, key.input().channels());
    Optional<Cell> within =
        middle.isEmpty() ? Optional.of(new Cell(0, 0, 0)) : cell(middle, own.get(0));
    Optional<Cell> leaving = cell(out, key.outChannels());
    return side.isPresent() && entering.isPresent() && within.isPresent() && leaving.isPresent()
        ? List.of(side.get(), entering.get(), within.get(), leaving.get())
        : List.of();
  }

  private Optional<Cell> cell(List<Integer> channels, int value) {
    return cell(channels, value, LatencyGrid::atMost, c -> 1 + (c - 1) / block);
  }

  /** Where neighbours count alike the lower one tells the time. */
  private static <T> Optional<Cell> cell(
      List<T> points, T value, BiPredicate<T, T> atMost, ToDoubleFunction<T> count) {
    int high = 0;
    while (high < points.size() && !atMost.test(value, points.get(high))) {
      high++;
    }
    int low = high < points.size() && points.get(high).equals(value) ? high : high - 1;
    if (high == points.size() || low < 0 || !atMost.test(points.get(low), value)) {
      return Optional.empty();
    }
    double from = count.applyAsDouble(points.get(low));
    double length = count.applyAsDouble(points.get(high)) - from;
    double share = length == 0 ? 0 : (count.applyAsDouble(value) - from) / length;
    return Optional.of(new Cell(low, high, share));
  }
}
