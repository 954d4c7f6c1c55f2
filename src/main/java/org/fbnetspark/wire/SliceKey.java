package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.Comparator;

/**
 * Whose slice it is. In order, the slices of one place in the vector lie side by side, by their
 * shards.
 *
 * @param slice position among the slices of a vector
 * @param shard index of the logical shard
 */
public record SliceKey(int slice, int shard) implements Comparable<SliceKey>, Serializable {

  private static final Comparator<SliceKey> ORDER =
      Comparator.comparingInt(SliceKey::slice).thenComparingInt(SliceKey::shard);

  @Override
  public int compareTo(SliceKey other) {
    return ORDER.compare(this, other);
  }
}
