package org.fbnetspark.executor;

import org.fbnetspark.net.StepResult;
import org.fbnetspark.wire.ShardResult;

/** Counts one shard's steps. */
public final class ShardTally {

  private final int shard;
  private final long startNanos = System.nanoTime();
  private long examples;
  private double lossSum;
  private long correct;

  /** Nothing counted yet; the clock runs from here. */
  public ShardTally(int shard) {
    this.shard = shard;
  }

  /** Adds a step; false where its loss is not finite. */
  public boolean add(StepResult step, int batch) {
    examples += batch;
    lossSum += step.meanLoss() * batch;
    correct += step.correct();
    return Double.isFinite(step.meanLoss());
  }

  /** What has been counted. */
  public ShardResult result() {
    return new ShardResult(shard, examples, lossSum, correct, seconds(), true);
  }

  /** Nothing, for numbers that must not enter the round. */
  public ShardResult dropped() {
    return ShardResult.dropped(shard, seconds());
  }

  private double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
