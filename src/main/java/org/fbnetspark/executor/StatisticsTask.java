package org.fbnetspark.executor;

import java.io.IOException;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.domain.train.PopulationStatistics;
import org.fbnetspark.wire.NetWeights;
import org.fbnetspark.wire.ShardStatistics;

/**
 * Takes mean and variance of every normalised channel from a shard's first batches of an epoch, as
 * they are trained on.
 *
 * @param run the training
 * @param weights of a network without choices
 * @param epoch whose batches are taken
 * @param batches how many of them at most
 */
public record StatisticsTask(
    Broadcast<TrainingRun> run, Broadcast<NetWeights> weights, int epoch, int batches)
    implements Function<Integer, ShardStatistics> {

  @Override
  public ShardStatistics call(Integer index) throws IOException {
    LogicalShard shard = new LogicalShard(run.value(), index);
    return ExecutorNets.borrow(
        shard.run(),
        slot -> {
          slot.load(weights.value());
          LogicalShard.Epoch examples = shard.epoch(SplitPart.WEIGHTS, epoch);
          int count = Math.min(batches, shard.batches(SplitPart.WEIGHTS));
          PopulationStatistics sum = new PopulationStatistics(shard.run().net().network());
          for (int number = 0; number < count; number++) {
            slot.net().evaluate(examples.batch(number), slot.whole());
            sum.add(slot.net().statistics());
          }
          return new ShardStatistics(index, sum);
        });
  }
}
