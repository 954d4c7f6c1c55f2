package org.fbnetspark.net.fused.kernel;

import java.util.Map;
import java.util.TreeMap;

/**
 * What normalisations remember, by the places of their scales and shifts among the parameters: a
 * mean at the place of a scale, a variance at that of a shift. Memory is there for those alone.
 */
public final class Statistics {

  private final NativeArena arena;
  private final TreeMap<Long, NativeFloats> blocks = new TreeMap<>();

  Statistics(NativeArena arena) {
    this.arena = arena;
  }

  /** Those at some places, which are 0 at first; the same memory each time. */
  NativeFloats at(long first, int count) {
    NativeFloats block = blocks.computeIfAbsent(first, place -> arena.floats(count));
    if (block.length() != count) {
      throw new IllegalStateException(
          "At " + first + " are " + block.length() + " values, not " + count);
    }
    return block;
  }

  /**
   * Copies values in.
   *
   * @param first place of the first value; what lies at places of no normalisation is passed over
   */
  public void put(long first, float[] values, int count) {
    within(first, count).forEach((at, block) -> block.put(part(values, at - first, block)));
  }

  /** Copies values out; what lies at places of no normalisation stays as it is. */
  public void get(long first, float[] values, int count) {
    within(first, count)
        .forEach(
            (at, block) -> {
              float[] found = block.toArray();
              System.arraycopy(found, 0, values, (int) (at - first), found.length);
            });
  }

  private Map<Long, NativeFloats> within(long first, int count) {
    return blocks.subMap(first, first + count);
  }

  private static float[] part(float[] values, long start, NativeFloats block) {
    float[] part = new float[(int) block.length()];
    System.arraycopy(values, (int) start, part, 0, part.length);
    return part;
  }
}
