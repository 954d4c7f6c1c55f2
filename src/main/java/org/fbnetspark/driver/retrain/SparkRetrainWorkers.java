package org.fbnetspark.driver.retrain;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.PopulationStatistics;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.driver.rounds.PartEvaluation;
import org.fbnetspark.driver.rounds.Sent;
import org.fbnetspark.driver.rounds.TrainingRounds;
import org.fbnetspark.executor.EvaluatedPart;
import org.fbnetspark.executor.SplitPart;
import org.fbnetspark.executor.StatisticsTask;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.retrain.RetrainWorkers;
import org.fbnetspark.wire.NetWeights;
import org.fbnetspark.wire.ShardStatistics;
import org.fbnetspark.wire.ShardThetas;
import org.fbnetspark.wire.WeightRound;

/** The workers of a retraining as Spark tasks: {@link TrainingRounds} of a net without choices. */
public final class SparkRetrainWorkers implements RetrainWorkers {

  private static final double ANY_TEMPERATURE = 1;

  private final JavaSparkContext spark;
  private final RetrainSettings settings;
  private final TrainingRun training;
  private final TrainingRounds rounds;
  private final int perEpoch;

  /** A row for each path that may be dropped, of which it decides nothing. */
  private final Theta paths;

  private final WeightLayout layout;

  /** Workers of one training on a running application. */
  public SparkRetrainWorkers(
      JavaSparkContext spark, RetrainSettings settings, TrainingRun training) {
    this.spark = spark;
    this.settings = settings;
    this.training = training;
    rounds = new TrainingRounds(spark, training, "retraining");
    paths = Theta.of(new double[training.net().network().conditions().size()][2]);
    layout = new WeightLayout(training.net().network());
    perEpoch = TrainingRounds.perEpoch(training, SplitPart.WEIGHTS, settings.stepsPerRound());
  }

  /** See {@link TrainingRounds#tellEngines}. */
  void tellEngines(Consumer<String> lines) {
    rounds.tellEngines(lines);
  }

  /** Those who train by the engine of the settings: these, or others that are judged by these. */
  public RetrainWorkers trainers(Network network) {
    return switch (settings.engine()) {
      case ROUNDS -> this;
      case DL4J_SPARK -> new Dl4jSparkWorkers(spark, settings, network, run(), this);
    };
  }

  /** What the executors have been sent. */
  public Broadcast<TrainingRun> run() {
    return rounds.run();
  }

  @Override
  public int rounds() {
    return perEpoch;
  }

  @Override
  public WeightOutcome train(int epoch, int round, double learningRate, Weights weights) {
    WeightRound.Sgd sgd =
        new WeightRound.Sgd(
            learningRate,
            settings.momentum(),
            settings.weightDecay(),
            settings.labelSmoothing(),
            settings.dropout(),
            settings.stepsPerRound());
    WeightRound message =
        new WeightRound(
            epoch,
            round,
            ShardThetas.one(paths),
            ANY_TEMPERATURE,
            gates(epoch),
            List.of(),
            sgd,
            weights.values(),
            settings.outer().sent(weights));
    return rounds.train(
        message, weights, "epoch " + (epoch + 1) + " round " + (round + 1), done -> {});
  }

  private GateRule gates(int epoch) {
    return paths.choices() == 0
        ? new GateRule.Softmax()
        : new GateRule.DroppedPaths(settings.cells().dropPath(epoch, settings.epochs()));
  }

  @Override
  public float[] statistics(int epoch, float[] weights) {
    Broadcast<NetWeights> net = spark.broadcast(new NetWeights(weights, new float[0]));
    try {
      List<ShardStatistics> parts =
          rounds
              .jobs()
              .collect(
                  "epoch " + (epoch + 1) + " statistics",
                  rounds
                      .jobs()
                      .parts(training.shards())
                      .map(
                          new StatisticsTask(
                              rounds.run(), net, epoch, settings.statisticsBatches())),
                  done -> {});
      PopulationStatistics sum = new PopulationStatistics(training.net().network());
      parts.stream()
          .sorted(Comparator.comparingInt(ShardStatistics::shard))
          .forEach(part -> sum.add(part.statistics()));
      return sum.values();
    } finally {
      Sent.takeBack(net);
    }
  }

  @Override
  public Evaluation heldOut(float[] weights, float[] statistics) {
    return evaluation(weights, statistics, EvaluatedPart.HELD_OUT);
  }

  /**
   * How well a network does on a part of the data.
   *
   * @param weights of what is trained, or of the network itself, whose are the first of those
   * @param statistics likewise
   */
  Evaluation evaluation(float[] weights, float[] statistics, EvaluatedPart part) {
    NetWeights whole =
        new NetWeights(
            Arrays.copyOf(weights, layout.length()),
            Arrays.copyOf(statistics, layout.statisticsLength()));
    return new PartEvaluation(rounds).of(whole, part);
  }

  @Override
  public void close() {
    rounds.close();
  }
}
