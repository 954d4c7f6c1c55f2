package org.fbnetspark.executor;

import java.io.IOException;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.wire.EngineFound;

/**
 * Builds the supernet of a slot ahead of the first round and tells who computes it where.
 *
 * @param run the training
 */
public record EngineTask(Broadcast<TrainingRun> run) implements Function<Integer, EngineFound> {

  @Override
  public EngineFound call(Integer shard) throws IOException {
    return ExecutorNets.borrow(
        run.value(), slot -> new EngineFound(slot.net().engine(), ThisHost.facts().cpuModel()));
  }
}
