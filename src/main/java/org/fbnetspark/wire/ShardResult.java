package org.fbnetspark.wire;

import java.io.Serializable;

/**
 * What one shard's task has counted in a round.
 *
 * @param shard index of the logical shard
 * @param examples examples that entered the result; 0 where the shard had none left or was dropped
 * @param lossSum cross-entropy summed over them
 * @param correct those whose highest score was at their label
 * @param seconds wall time of the task
 * @param finite whether every loss and weight was finite; if not, the round goes on without it
 */
public record ShardResult(
    int shard, long examples, double lossSum, long correct, double seconds, boolean finite)
    implements Serializable {

  /** A shard whose numbers must not enter the round. */
  public static ShardResult dropped(int shard, double seconds) {
    return new ShardResult(shard, 0, 0, 0, seconds, false);
  }
}
