package org.fbnetspark.driver;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.domain.arch.ThetaGradient;
import org.fbnetspark.executor.EngineTask;
import org.fbnetspark.executor.LogicalShard;
import org.fbnetspark.executor.MergeSlices;
import org.fbnetspark.executor.SearchRun;
import org.fbnetspark.executor.SplitPart;
import org.fbnetspark.executor.ThetaTask;
import org.fbnetspark.executor.WeightTask;
import org.fbnetspark.search.Round;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchWorkers;
import org.fbnetspark.search.Tally;
import org.fbnetspark.search.Weights;
import org.fbnetspark.wire.MeanSlice;
import org.fbnetspark.wire.PhaseWeights;
import org.fbnetspark.wire.ShardResult;
import org.fbnetspark.wire.ThetaResult;
import org.fbnetspark.wire.ThetaRound;
import org.fbnetspark.wire.WeightRound;
import org.fbnetspark.wire.WeightSlice;

/**
 * The workers of a search as Spark tasks, one for each logical shard.
 *
 * <p>A weight round is a reduce-scatter through the shuffle: each task cuts its vector into slices,
 * each reducer averages one slice in the order of the shards, and the driver receives one model
 * however many shards there are. A theta round moves no weights at all.
 */
final class SparkWorkers implements SearchWorkers {

  private final JavaSparkContext spark;
  private final SearchSettings settings;
  private final RoundWatch watch;
  private final Broadcast<SearchRun> run;
  private final Plan plan;
  private final int slices;

  /** Who is told while a round runs. */
  interface RoundWatch {

    /**
     * Some of a round's tasks are done; called again and again.
     *
     * @param phase weights or theta
     */
    void running(String phase, Round round, int tasksDone, int tasks);
  }

  SparkWorkers(JavaSparkContext spark, SearchSettings settings, SearchRun run, RoundWatch watch) {
    this.spark = spark;
    this.settings = settings;
    this.watch = watch;
    this.run = spark.broadcast(run);
    this.plan = plan(run, settings);
    this.slices = Math.max(1, Math.min(run.shards(), spark.defaultParallelism()));
  }

  /** Enough rounds for the longest shard. */
  static Plan plan(SearchRun run, SearchSettings settings) {
    return new Plan(
        rounds(run, SplitPart.WEIGHTS, settings.weights().stepsPerRound()),
        rounds(run, SplitPart.THETA, settings.theta().batchesPerRound()));
  }

  private static int rounds(SearchRun run, SplitPart part, int batchesPerRound) {
    int longest =
        IntStream.range(0, run.shards())
            .map(shard -> new LogicalShard(run, shard).batches(part))
            .max()
            .orElse(0);
    return (longest + batchesPerRound - 1) / batchesPerRound;
  }

  /** Who computes the supernets, as each executor tells; building them on the way. */
  List<String> engines() {
    spark.setJobGroup("engines", "build the supernets");
    try {
      return shards().map(new EngineTask(run)).collect().stream().distinct().sorted().toList();
    } finally {
      spark.clearJobGroup();
    }
  }

  @Override
  public Plan plan() {
    return plan;
  }

  @Override
  public WeightOutcome trainWeights(Round round, double learningRate, Weights weights) {
    WeightRound.Sgd sgd =
        new WeightRound.Sgd(
            learningRate,
            settings.weights().momentum(),
            settings.weights().weightDecay(),
            settings.weights().stepsPerRound());
    WeightRound message =
        new WeightRound(
            round.epoch(),
            round.index(),
            round.theta(),
            round.temperature(),
            sgd,
            weights.values(),
            weights.momentum());
    long start = System.nanoTime();
    Broadcast<WeightRound> broadcast = spark.broadcast(message);
    JavaRDD<MeanSlice> means =
        shards()
            .mapPartitionsToPair(new WeightTask(run, broadcast, slices))
            .groupByKey(new HashPartitioner(slices))
            .map(new MergeSlices());
    try {
      int tasks = settings.shards() + slices;
      return outcome(collect("weights", round, means, tasks), weights, start);
    } finally {
      // Waits: once nobody holds the broadcast, Spark's cleaner would remove it at the same time.
      broadcast.destroy(true);
      // Shuffle files hold a model per shard and would stay until the driver's next collection.
      means.rdd().cleanShuffleDependencies(false);
    }
  }

  private WeightOutcome outcome(List<MeanSlice> means, Weights before, long start) {
    List<MeanSlice> ordered =
        means.stream().sorted(Comparator.comparingInt(MeanSlice::index)).toList();
    List<ShardResult> results = ordered.get(0).results();
    Tally tally = tally(results, start);
    if (tally.examples() == 0) {
      return new WeightOutcome(before, tally);
    }
    float[] values = new float[before.length()];
    float[] momentum = new float[before.length()];
    for (MeanSlice mean : ordered) {
      int from = WeightSlice.start(before.length(), mean.index(), slices);
      System.arraycopy(mean.weights(), 0, values, from, mean.weights().length);
      System.arraycopy(mean.momentum(), 0, momentum, from, mean.momentum().length);
    }
    return new WeightOutcome(new Weights(values, momentum), tally);
  }

  @Override
  public ThetaPhase thetaPhase(int epoch, Weights weights) {
    return new SparkThetaPhase(spark.broadcast(new PhaseWeights(epoch, weights.values())));
  }

  private final class SparkThetaPhase implements ThetaPhase {
    private final Broadcast<PhaseWeights> weights;

    SparkThetaPhase(Broadcast<PhaseWeights> weights) {
      this.weights = weights;
    }

    @Override
    public ThetaOutcome gradient(Round round) {
      long start = System.nanoTime();
      ThetaRound message =
          new ThetaRound(
              round.epoch(),
              round.index(),
              round.theta(),
              round.temperature(),
              settings.theta().batchesPerRound());
      JavaRDD<ThetaResult> results = shards().map(new ThetaTask(run, weights, message));
      return sum(collect("theta", round, results, settings.shards()), round, start);
    }

    private ThetaOutcome sum(List<ThetaResult> results, Round round, long start) {
      List<ThetaResult> ordered =
          results.stream().sorted(Comparator.comparingInt(r -> r.counted().shard())).toList();
      Tally tally = tally(ordered.stream().map(ThetaResult::counted).toList(), start);
      ThetaGradient gradient = ThetaGradient.zeros(round.theta());
      double loss = 0;
      double cost = 0;
      for (ThetaResult result : ordered) {
        gradient.add(result.gradientSum(), 1);
        loss += result.lossSum();
        cost += result.costSum();
      }
      gradient.scale(1.0 / Math.max(1, tally.examples()));
      return new ThetaOutcome(gradient, loss / tally.examples(), cost / tally.examples(), tally);
    }

    @Override
    public void close() {
      weights.destroy(true);
    }
  }

  private static Tally tally(List<ShardResult> results, long start) {
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
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Tally(examples, lossSum, correct, seconds, slowest, dropped);
  }

  private JavaRDD<Integer> shards() {
    List<Integer> indices = IntStream.range(0, settings.shards()).boxed().toList();
    return spark.parallelize(indices, indices.size());
  }

  /** Runs a round under a name, so that Spark's pages can be read. */
  private <T> List<T> collect(String phase, Round round, JavaRDD<T> elements, int tasks) {
    String group = "epoch " + round.epoch() + " " + phase + " round " + round.index();
    spark.setJobGroup(group, group, true);
    try {
      return new WatchedJob(spark)
          .collect(elements, done -> watch.running(phase, round, done, tasks));
    } catch (SparkException e) {
      throw new IllegalStateException("The search stopped in " + group, e);
    } finally {
      spark.clearJobGroup();
    }
  }

  @Override
  public void close() {
    run.destroy();
  }
}
