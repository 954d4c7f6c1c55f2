package org.fbnetspark.driver.prepare;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How the examples of one class go to shards: the shards in a new random order each time all have
 * had one.
 */
final class Deal {

  private final int[] order;
  private final RandomGenerator random;
  private int dealt;

  Deal(int shards, RandomGenerator random) {
    this.order = new int[shards];
    this.random = random;
    Arrays.setAll(order, i -> i);
  }

  /** The shard of the next example. */
  int next() {
    int at = dealt++ % order.length;
    int from = at + random.nextInt(order.length - at);
    int shard = order[from];
    order[from] = order[at];
    order[at] = shard;
    return shard;
  }
}
