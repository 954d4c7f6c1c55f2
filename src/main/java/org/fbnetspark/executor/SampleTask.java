package org.fbnetspark.executor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.wire.PhaseWeights;
import org.fbnetspark.wire.SampleResult;
import org.fbnetspark.wire.SampleRound;
import org.fbnetspark.wire.ShardResult;

/**
 * Judges the architectures of one goal on one logical shard, with the supernet's weights and the
 * statistics of each batch. The parts of a round are those of {@link ThetaTask}, and so is what an
 * answer depends on.
 *
 * @param run the training
 * @param weights of the phase
 * @param round what to do
 */
public record SampleTask(
    Broadcast<SearchRun> run, Broadcast<PhaseWeights> weights, SampleRound round)
    implements Function<Integer, SampleResult> {

  @Override
  public SampleResult call(Integer part) throws IOException {
    TrainingRun training = run.value().training();
    LogicalShard shard = new LogicalShard(training, part % training.shards());
    int goal = part / training.shards();
    return ExecutorNets.borrow(
        training,
        slot -> {
          slot.load(weights.value());
          return new SampleResult(goal, counted(shard, slot, round.samples().get(goal)));
        });
  }

  private List<ShardResult> counted(LogicalShard shard, NetSlot slot, List<Gates> samples)
      throws IOException {
    Factors factors = new Factors(shard.run().net().network());
    LogicalShard.Epoch epoch = shard.epoch(SplitPart.THETA, round.pass());
    LogicalShard.Range own = shard.round(SplitPart.THETA, round.index(), round.batches());
    List<Batch> batches = new ArrayList<>();
    for (int number = own.first(); number < own.end(); number++) {
      batches.add(epoch.batch(number));
    }
    List<ShardResult> results = new ArrayList<>();
    for (Gates sample : samples) {
      results.add(counted(shard, slot, batches, factors.of(sample)));
    }
    return results;
  }

  private static ShardResult counted(
      LogicalShard shard, NetSlot slot, List<Batch> batches, float[][] factors) {
    ShardTally tally = new ShardTally(shard.index());
    for (Batch batch : batches) {
      if (!tally.add(slot.net().evaluate(batch, factors), batch.size())) {
        return tally.dropped();
      }
    }
    return tally.result();
  }
}
