package org.fbnetspark.net.fused.kernel;

/**
 * Every second row and column of a map, as a map of half of its sides, rounded up; where that has
 * more rows or columns than there are, nothing is written there.
 */
public final class EveryOther {

  private static final int STEP = 2;
  private static final Kernel NOTHING = () -> {};

  private final OneDnn dnn;
  private final NhwcShape map;
  private final NhwcShape taken;
  private final NhwcShape half;
  private final long first;
  private final long[] steps;

  /**
   * Takes positions of a map.
   *
   * @param row first row, 0 or 1
   * @param column first column, 0 or 1
   */
  public EveryOther(OneDnn dnn, NhwcShape map, int row, int column) {
    this.dnn = dnn;
    this.map = map;
    int height = (map.height() - row + 1) / STEP;
    int width = (map.width() - column + 1) / STEP;
    taken = new NhwcShape(map.batch(), height, width, map.channels());
    half = half(map);
    steps = map.strides();
    first = row * steps[2] + column * steps[3];
    steps[2] *= STEP;
    steps[3] *= STEP;
  }

  /** The map of half of the sides. */
  public static NhwcShape half(NhwcShape map) {
    return new NhwcShape(
        map.batch(), (map.height() + 1) / STEP, (map.width() + 1) / STEP, map.channels());
  }

  /** Fills the smaller map. */
  public Kernel gather(NativeFloats from, NativeFloats to) {
    return taken.elements() == 0 ? NOTHING : dnn.copy(taken, tail(from), steps, to, half.strides());
  }

  /** Adds the smaller map to the positions of the larger one. */
  public Kernel addTo(NativeFloats from, NativeFloats to) {
    return taken.elements() == 0
        ? NOTHING
        : dnn.addCopy(taken, from, half.strides(), tail(to), steps);
  }

  private NativeFloats tail(NativeFloats whole) {
    return whole.view(first, map.elements() - first);
  }
}
