package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.train.Tally;

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

  /**
   * Steps that the shard with the most examples took, for the last round of an epoch is shorter.
   *
   * @param batch examples of one step
   */
  public static int steps(List<ShardResult> results, int batch) {
    long most = results.stream().mapToLong(ShardResult::examples).max().orElse(0);
    return (int) (most / batch);
  }

  /**
   * What shards have counted together.
   *
   * @param startNanos of the round, as {@link System#nanoTime()} told
   */
  public static Tally together(List<ShardResult> results, long startNanos) {
    long examples = 0;
    double lossSum = 0;
    long correct = 0;
    double slowest = 0;
    for (ShardResult result : results) {
      examples += result.examples();
      lossSum += result.lossSum();
      correct += result.correct();
      slowest = Math.max(slowest, result.seconds());
    }
    List<Integer> dropped =
        results.stream().filter(result -> !result.finite()).map(ShardResult::shard).toList();
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    return new Tally(examples, lossSum, correct, seconds, slowest, dropped);
  }
}
