package org.fbnetspark.executor;

import java.io.IOException;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.data.Batch;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.train.Turns;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.net.Dropout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.StepResult;
import org.fbnetspark.wire.ShardResult;
import org.fbnetspark.wire.SliceKey;
import org.fbnetspark.wire.WeightRound;
import org.fbnetspark.wire.WeightSlice;
import scala.Tuple2;

/**
 * Trains the weights on logical shards and sends the outcome in slices, each under its key. Its
 * answer depends on its fields and the shard alone, so a retried or speculative copy gives the same
 * bits.
 *
 * @param run the training
 * @param round what to do
 * @param slices parts to cut the answer into
 * @param spans is told where its time goes
 */
public record WeightTask(
    Broadcast<TrainingRun> run, Broadcast<WeightRound> round, int slices, WeightSpans spans)
    implements PairFlatMapFunction<Integer, SliceKey, WeightSlice> {

  private static final Weights NOTHING = Weights.initial(new float[0]);

  @Override
  public Iterator<Tuple2<SliceKey, WeightSlice>> call(Integer shard) throws IOException {
    return train(new LogicalShard(run.value(), shard))
        .map(slice -> new Tuple2<>(slice.key(), slice))
        .iterator();
  }

  private Stream<WeightSlice> train(LogicalShard shard) throws IOException {
    return ExecutorNets.borrow(
        shard.run(),
        slot -> {
          ShardTally tally = new ShardTally(shard.index());
          WeightSpans.Lap lap = spans.start();
          WeightRound now = round.value();
          lap.ends(spans.receive());
          boolean momentum = now.momentum().length > 0;
          slot.load(now.weights(), momentum ? now.momentum() : new float[now.weights().length]);
          lap.ends(spans.load());
          boolean finite = steps(shard, slot, tally);
          lap.ends(spans.steps());
          Weights trained = slot.store();
          lap.ends(spans.store());
          ShardResult result = finite && trained.finite() ? tally.result() : tally.dropped();
          Weights sent = result.examples() > 0 ? trained : NOTHING;
          return WeightSlice.cut(result, sent, momentum, slices);
        });
  }

  private boolean steps(LogicalShard shard, NetSlot slot, ShardTally tally) throws IOException {
    WeightRound now = round.value();
    SeedTree gateSeeds = seeds("weight gates", shard);
    SeedTree dropoutSeeds = seeds("dropout", shard);
    SeedTree turnSeeds = shard.run().seeds().child("turns").child(shard.index());
    long before = (long) now.epoch() * shard.batches(SplitPart.WEIGHTS);
    Factors factors = new Factors(shard.run().net().network());
    LogicalShard.Epoch epoch = shard.epoch(SplitPart.WEIGHTS, now.epoch());
    LogicalShard.Range own = shard.round(SplitPart.WEIGHTS, now.index(), now.sgd().steps());
    for (int number = own.first(); number < own.end(); number++) {
      Batch batch = epoch.batch(number);
      Gates drawn =
          now.gates()
              .draw(
                  now.thetas().of(shard.index()),
                  now.temperature(),
                  batch.size(),
                  gateSeeds.child(number - own.first()).generator())
              .forward();
      Gates gates = Turns.in(drawn, now.turns(), before + number, turnSeeds);
      SgdStep sgd = step(now.sgd(), dropoutSeeds.child(number - own.first()));
      StepResult step = slot.net().trainWeights(batch, factors.of(gates), sgd);
      if (!tally.add(step, batch.size())) {
        return false;
      }
    }
    return true;
  }

  private static SgdStep step(WeightRound.Sgd sgd, SeedTree dropoutSeeds) {
    return new SgdStep(
        sgd.learningRate(),
        sgd.momentum(),
        sgd.weightDecay(),
        sgd.labelSmoothing(),
        new Dropout(sgd.dropout(), dropoutSeeds));
  }

  private SeedTree seeds(String purpose, LogicalShard shard) {
    return shard
        .run()
        .seeds()
        .child(purpose)
        .child(round.value().epoch())
        .child(round.value().index())
        .child(shard.index());
  }
}
