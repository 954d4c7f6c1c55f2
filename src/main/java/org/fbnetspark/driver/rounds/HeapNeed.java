package org.fbnetspark.driver.rounds;

import org.fbnetspark.data.ShardFile;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.executor.TrainingRun;

/**
 * Bytes of heap that a training takes at the most: vectors of weights above all, which are copied
 * wherever they cross a process.
 *
 * <p>What a search remembers of its goals is not counted: theta and Adam's moments are some
 * kilobytes each.
 *
 * @param vector bytes of the weights alone; the momentum is as long
 * @param kept vectors of that length that the driver keeps from round to round
 * @param examples bytes that a task holds of the data: a file, and a batch that was cut from it
 */
public record HeapNeed(long vector, int kept, long examples) {

  /** Classes, threads and what Spark keeps for itself. */
  private static final long SPARK = 300L << 20;

  /**
   * What the driver keeps is there as the training began with it, as the epoch did and as the round
   * did.
   */
  private static final int TIMES_KEPT = 3;

  /**
   * Further vectors on the driver when a round ends: weights and momentum after it, the slices that
   * these are joined from, the blocks of the broadcast. A step behind the average needs no more,
   * nor does a checkpoint, whose bytes are what is kept.
   */
  private static final int OF_ROUND = 6;

  /** Weights and momentum that a round begins with, as blocks and as vectors. */
  private static final int IN_PROCESS = 4;

  /** Weights and momentum that a task has trained, and what of them is written or laid out anew. */
  private static final int IN_TASK = 3;

  /**
   * What this training takes.
   *
   * @param kept vectors of the length of the weights that it keeps from round to round, these and
   *     their momentum among them
   */
  public static HeapNeed of(TrainingRun run, int kept) {
    long file = run.data().manifest().train().stream().mapToLong(ShardFile::bytes).max().orElse(0);
    long batch = Float.BYTES * run.net().batch() * run.net().network().input().shape().elements();
    // A batch that two files share is joined from its parts.
    return new HeapNeed(
        (long) Float.BYTES * new WeightLayout(run.net().network()).length(),
        kept,
        file + 2 * batch);
  }

  /** Of a driver without tasks. */
  public long driver() {
    return SPARK + driverMore();
  }

  /** Of a process with this many tasks at a time. */
  public long executor(int tasks) {
    return SPARK + IN_PROCESS * vector + ofTasks(tasks);
  }

  /** Of a driver with tasks, which finds the vectors that a round begins with at hand. */
  public long both(int tasks) {
    return driver() + ofTasks(tasks);
  }

  /** What each further training of its kind takes of a driver. */
  public long driverMore() {
    return (TIMES_KEPT * kept + OF_ROUND) * vector;
  }

  /** What each further training of its kind takes of a process, whose tasks become no more. */
  public long executorMore() {
    return IN_PROCESS * vector;
  }

  private long ofTasks(int tasks) {
    return tasks * (IN_TASK * vector + examples);
  }
}
