package org.fbnetspark.domain.random;

import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** The shuffle of Fisher and Yates: every order is as likely, and the generator decides it. */
public final class Shuffle {

  private Shuffle() {}

  /** Swaps two places of what is shuffled. */
  private interface Swap {
    void places(int i, int j);
  }

  /** Puts a list, which must let its elements be set, in a random order. */
  public static void of(List<?> values, RandomGenerator random) {
    places(values.size(), random, (i, j) -> Collections.swap(values, i, j));
  }

  /** The same of an array. */
  public static void of(int[] values, RandomGenerator random) {
    places(
        values.length,
        random,
        (i, j) -> {
          int kept = values[i];
          values[i] = values[j];
          values[j] = kept;
        });
  }

  /** Draws for each place from the last to the second, an order that the bits of runs depend on. */
  private static void places(int count, RandomGenerator random, Swap swap) {
    for (int i = count - 1; i > 0; i--) {
      swap.places(i, random.nextInt(i + 1));
    }
  }
}
