package org.fbnetspark.domain.random;

import java.io.Serializable;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A seed and the seeds that descend from it by name: {@code seeds.child("weights").child(epoch)
 * .child(round).child(shard)}. The path alone decides the numbers, so a task that is retried, moved
 * or run twice draws the same ones.
 *
 * @param seed the state of this node
 */
public record SeedTree(long seed) implements Serializable {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** The descendant of this index. */
  public SeedTree child(long index) {
    return new SeedTree(mix(mix(seed + GOLDEN) ^ mix(index + 1)));
  }

  /** The descendant of this name. */
  public SeedTree child(String name) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001B3L;
    }
    return child(hash);
  }

  /** A fresh generator; two calls give the same sequence. */
  public RandomGenerator generator() {
    return new SplittableRandom(mix(seed));
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
