package org.fbnetspark.driver.rounds;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.executor.EngineTask;
import org.fbnetspark.executor.LogicalShard;
import org.fbnetspark.executor.SplitPart;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.executor.WeightSpans;
import org.fbnetspark.executor.WeightTask;
import org.fbnetspark.wire.MeanSlice;
import org.fbnetspark.wire.ShardResult;
import org.fbnetspark.wire.WeightRound;
import org.fbnetspark.wire.WeightSlice;

/**
 * Rounds in which logical shards train side by side and are averaged, a Spark task for each shard.
 *
 * <p>A round is a reduce-scatter through the shuffle: each task cuts its vector into slices, each
 * reducer averages one slice in the order of the shards, which the shuffle sorts by, and the driver
 * receives one model and a result of each shard.
 */
public final class TrainingRounds implements AutoCloseable {

  private final JavaSparkContext spark;
  private final ShardJobs jobs;
  private final TrainingRun training;
  private final Broadcast<TrainingRun> run;
  private final int slices;
  private final WeightSpans spans;

  /**
   * Rounds of one training.
   *
   * @param what is trained, in messages
   */
  public TrainingRounds(JavaSparkContext spark, TrainingRun training, String what) {
    this.spark = spark;
    this.training = training;
    jobs = new ShardJobs(spark, what);
    run = spark.broadcast(training);
    slices =
        WeightSlice.count(
            new WeightLayout(training.net().network()).length(),
            training.shards(),
            Math.min(training.shards(), spark.defaultParallelism()));
    spans = WeightSpans.of(spark.sc()::longAccumulator);
  }

  /** Rounds of an epoch that are enough for the longest shard. */
  public static int perEpoch(TrainingRun training, SplitPart part, int batchesPerRound) {
    int longest =
        IntStream.range(0, training.shards())
            .map(shard -> new LogicalShard(training, shard).batches(part))
            .max()
            .orElse(0);
    return -Math.floorDiv(-longest, batchesPerRound);
  }

  public ShardJobs jobs() {
    return jobs;
  }

  /** What is trained. */
  public TrainingRun training() {
    return training;
  }

  /** What the executors have been sent. */
  public Broadcast<TrainingRun> run() {
    return run;
  }

  /**
   * Says who computes the networks, as each executor tells, building them on the way; and of which
   * images, where these are not as the data has them.
   *
   * @param lines takes it, with a warning where executors differ
   */
  public void tellEngines(Consumer<String> lines) {
    new EnginesFound(
            jobs.collect(
                "build the networks",
                jobs.parts(training.shards()).map(new EngineTask(run)),
                done -> {}))
        .told()
        .forEach(lines);
    ImageShape images = training.data().manifest().shape();
    ImageShape taken = training.net().network().input().shape();
    if (!images.equals(taken)) {
      lines.accept("images: " + taken + ", the nearest pixels of " + images);
    }
  }

  /** Tasks of a round. */
  public int tasks() {
    return training.shards() + slices;
  }

  /**
   * One round.
   *
   * @param before the weights of the message, which come back where no shard counted; its momentum
   *     comes back where the message has none
   * @param group name of the Spark job
   * @param done is told the tasks done, again and again
   */
  public WeightOutcome train(WeightRound message, Weights before, String group, IntConsumer done) {
    long start = System.nanoTime();
    Broadcast<WeightRound> broadcast = spark.broadcast(message);
    JavaRDD<MeanSlice> means =
        SliceShuffle.means(
            jobs.parts(training.shards())
                .flatMapToPair(new WeightTask(run, broadcast, slices, spans)),
            slices);
    try {
      return outcome(jobs.collect(group, means, done), before, start);
    } finally {
      Sent.takeBack(broadcast);
      // Shuffle files hold a model per shard and would stay until the driver's next collection.
      means.rdd().cleanShuffleDependencies(false);
    }
  }

  private WeightOutcome outcome(List<MeanSlice> means, Weights before, long start) {
    List<MeanSlice> ordered =
        means.stream().sorted(Comparator.comparingInt(MeanSlice::index)).toList();
    List<ShardResult> results = ordered.get(0).results();
    Tally tally = ShardResult.together(results, start);
    if (tally.examples() == 0) {
      return new WeightOutcome(before, 0, tally);
    }
    float[] values = new float[before.length()];
    boolean moved = ordered.get(0).momentum().length > 0;
    float[] momentum = moved ? new float[before.length()] : before.momentum();
    for (MeanSlice mean : ordered) {
      int from = WeightSlice.start(before.length(), mean.index(), slices);
      System.arraycopy(mean.weights(), 0, values, from, mean.weights().length);
      System.arraycopy(mean.momentum(), 0, momentum, from, mean.momentum().length);
    }
    int steps = ShardResult.steps(results, training.net().batch());
    return new WeightOutcome(new Weights(values, momentum), steps, tally);
  }

  @Override
  public void close() {
    run.destroy();
  }
}
