package org.fbnetspark.executor;

import java.io.IOException;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Builds the supernet of a slot ahead of the first round and tells who computes it.
 *
 * @param run the training
 */
public record EngineTask(Broadcast<TrainingRun> run) implements Function<Integer, String> {

  @Override
  public String call(Integer shard) throws IOException {
    return ExecutorNets.borrow(run.value().net(), slot -> slot.net().engine());
  }
}
