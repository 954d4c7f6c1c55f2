package org.fbnetspark.driver.retrain;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.driver.rounds.TimingLock;
import org.fbnetspark.executor.RoundBatches;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.net.Dropout;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.dl4j.GraphBatch;
import org.fbnetspark.net.dl4j.TrainableGraph;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.retrain.RetrainWorkers;
import org.fbnetspark.wire.ShardResult;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Workers that train through dl4j-spark: a round is one averaging of DL4J's {@link
 * ParameterAveragingTrainingMaster} over the batches that our own rounds would take. What judges a
 * network is given.
 *
 * <p>DL4J averages over the shards that had a batch, each counting the same however many examples
 * it had, and adds them up in the order in which their tasks end: with more than two shards the
 * last bits differ from run to run. A shard whose loss is not finite spoils the round.
 */
public final class Dl4jSparkWorkers implements RetrainWorkers {

  /** DL4J's default: levels of the tree in which executors add up. */
  private static final int AGGREGATION_DEPTH = 2;

  private final JavaSparkContext spark;
  private final RetrainSettings settings;
  private final TrainingRun training;
  private final Broadcast<TrainingRun> run;
  private final RetrainWorkers judges;
  private final TrainableGraph graph;

  /**
   * Workers of one training.
   *
   * @param network that is trained, of which {@link TrainableGraph#problems} knows none
   * @param run the training as the executors have it
   * @param judges who take statistics and judge; closed by their owner
   */
  public Dl4jSparkWorkers(
      JavaSparkContext spark,
      RetrainSettings settings,
      Network network,
      Broadcast<TrainingRun> run,
      RetrainWorkers judges) {
    this.spark = spark;
    this.settings = settings;
    this.training = run.value();
    this.run = run;
    this.judges = judges;
    SeedTree seeds = training.seeds().child("dropout");
    graph =
        new TrainableGraph(
            network,
            new SgdStep(
                settings.learningRate().at(0),
                settings.momentum(),
                settings.weightDecay(),
                settings.labelSmoothing(),
                new Dropout(settings.dropout(), seeds)),
            settings.seed());
  }

  @Override
  public int rounds() {
    return judges.rounds();
  }

  @Override
  public WeightOutcome train(int epoch, int round, double learningRate, Weights weights) {
    long start = System.nanoTime();
    CollectionAccumulator<ShardResult> results = spark.sc().collectionAccumulator();
    SeedTree seeds = training.seeds().child("dropout").child(epoch).child(round);
    graph.load(weights, learningRate);
    fit(
        "epoch " + (epoch + 1) + " round " + (round + 1),
        new RoundBatches(run, epoch, round, settings.stepsPerRound()),
        new ShardWatch(results, seeds));
    Weights after = graph.weights();
    List<ShardResult> counted = once(results.value());
    if (!after.finite()) {
      counted = counted.stream().map(r -> ShardResult.dropped(r.shard(), r.seconds())).toList();
    }
    Tally tally = ShardResult.together(counted, start);
    return new WeightOutcome(
        tally.examples() == 0 ? weights : after,
        ShardResult.steps(counted, training.net().batch()),
        tally);
  }

  private void fit(String group, RoundBatches round, ShardWatch watch) {
    int classes = training.net().network().classes();
    double smoothing = settings.labelSmoothing();
    List<Integer> shards = IntStream.range(0, training.shards()).boxed().toList();
    JavaRDD<DataSet> batches =
        spark
            .parallelize(shards, training.shards())
            .flatMap(round)
            .map(batch -> GraphBatch.of(batch, classes, smoothing));
    spark.setJobGroup(group, group, true);
    try {
      TimingLock.giveWay();
      TimingLock.computing(
          () -> new SparkComputationGraph(spark, graph.graph(), master(watch)).fit(batches));
    } catch (Exception e) {
      // A SparkException, which Scala has no need to declare.
      throw new IllegalStateException("The retraining stopped in " + group, e);
    } finally {
      spark.clearJobGroup();
    }
  }

  /** A master to whom all that it is given is one averaging. */
  private ParameterAveragingTrainingMaster master(ShardWatch watch) {
    ParameterAveragingTrainingMaster master =
        new ParameterAveragingTrainingMaster.Builder(training.shards(), settings.batch())
            .batchSizePerWorker(settings.batch())
            .averagingFrequency(settings.stepsPerRound())
            .aggregationDepth(AGGREGATION_DEPTH)
            .saveUpdater(true)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            // Our partitions are the shards.
            .repartionData(Repartition.Never)
            // Keeps nothing: DL4J counts the batches first, and would leave them stored for good.
            .storageLevel(null)
            .trainingHooks(watch)
            .build();
    master.setListeners(List.of(watch));
    return master;
  }

  /** One result of each shard, for a task that Spark runs again tells again. */
  private static List<ShardResult> once(List<ShardResult> results) {
    TreeMap<Integer, ShardResult> byShard = new TreeMap<>();
    results.forEach(result -> byShard.put(result.shard(), result));
    return List.copyOf(byShard.values());
  }

  @Override
  public float[] statistics(int epoch, float[] weights) {
    return judges.statistics(epoch, weights);
  }

  @Override
  public Evaluation heldOut(float[] weights, float[] statistics) {
    return judges.heldOut(weights, statistics);
  }

  /** Nothing to release: {@link #judges} are others', and DL4J's memory follows the collector. */
  @Override
  public void close() {}
}
