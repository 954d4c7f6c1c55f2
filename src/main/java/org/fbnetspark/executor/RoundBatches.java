package org.fbnetspark.executor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.data.Batch;

/**
 * The batches that a logical shard trains on in one round, each cut when it is asked for. They are
 * to be used inside the task.
 *
 * @param run the training
 * @param epoch counted from 0
 * @param round position in the epoch, counted from 0
 * @param steps of a shard in a round
 */
public record RoundBatches(Broadcast<TrainingRun> run, int epoch, int round, int steps)
    implements FlatMapFunction<Integer, Batch> {

  @Override
  public Iterator<Batch> call(Integer index) {
    LogicalShard shard = new LogicalShard(run.value(), index);
    LogicalShard.Epoch examples = shard.epoch(SplitPart.WEIGHTS, epoch);
    LogicalShard.Range own = shard.round(SplitPart.WEIGHTS, round, steps);
    return IntStream.range(own.first(), own.end())
        .mapToObj(number -> batch(examples, number))
        .iterator();
  }

  private static Batch batch(LogicalShard.Epoch examples, int number) {
    try {
      return examples.batch(number);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
