package org.fbnetspark.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.driver.retrain.SparkRetrainWorkers;
import org.fbnetspark.driver.rounds.TaskSlots;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.net.Engine;
import org.fbnetspark.retrain.RetrainEngine;
import org.fbnetspark.retrain.RetrainRecipe;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.retrain.RetrainWorkers;
import org.fbnetspark.store.Storage;
import picocli.CommandLine.Option;

/**
 * Rounds by both engines of retraining, for dl4j-spark trains no supernet: the same network,
 * weights and batches by the one and by the other.
 */
final class PeerWork {

  private static final double RATE = 0.01;

  /** Sides of the last map that the network has at least. */
  private static final int LAST_MAP = 1;

  @Option(
      names = "--peer-network",
      defaultValue = "MobileNetV2",
      description = "one without groups, for rounds by dl4j-spark and by our own engine")
  private String network;

  @Option(
      names = "--peer-rounds",
      defaultValue = "2",
      description = "rounds by each engine behind one of warm-up; 0 for none")
  private int rounds;

  @Option(names = "--peer-steps", defaultValue = "5", description = "steps of such a round")
  private int steps;

  @Option(names = "--peer-batch", defaultValue = "16", description = "images of such a step")
  private int batch;

  /** The words that give another process these options. */
  List<String> words() {
    return List.of(
        "--peer-network=" + network,
        "--peer-rounds=" + rounds,
        "--peer-steps=" + steps,
        "--peer-batch=" + batch);
  }

  /** The rounds of each engine, none where none are wanted. */
  List<ClusterFigures.Peer> train(JavaSparkContext spark, DatasetManifest data, int shards) {
    List<ClusterFigures.Peer> peers = new ArrayList<>();
    for (RetrainEngine engine : rounds > 0 ? RetrainEngine.values() : new RetrainEngine[0]) {
      peers.add(train(spark, data, shards, engine));
    }
    return List.copyOf(peers);
  }

  private ClusterFigures.Peer train(
      JavaSparkContext spark, DatasetManifest data, int shards, RetrainEngine engine) {
    RetrainRecipe recipe =
        ConfigFile.load(
                Optional.empty(),
                List.of(
                    "retrain.engine=" + engine.key(),
                    "retrain.epochs=1",
                    "retrain.shards=" + shards,
                    "retrain.batch=" + batch,
                    "retrain.steps-per-round=" + steps))
            .experiment()
            .retrain()
            .of(data.shape());
    RetrainSettings settings = recipe.settings();
    Network architecture =
        ArchitectureCatalog.named(network)
            .withClasses(data.classes().size())
            .resized(data.shape(), LAST_MAP)
            .architecture();
    SeedTree seeds = new SeedTree(settings.seed());
    TrainingRun training =
        new TrainingRun(
            new NetKey(architecture, batch, Engine.AUTO),
            TaskSlots.buffers(spark).bytes(),
            seeds,
            shards,
            new TrainingRun.Examples(
                Storage.standard(),
                data,
                new DataSplit(1 - settings.heldOutShare(), seeds),
                recipe.augmentation()));
    Weights weights = Weights.initial(new WeightLayout(architecture).initialWeights(seeds));
    List<Double> seconds = new ArrayList<>();
    List<Double> slowest = new ArrayList<>();
    long images = 0;
    try (SparkRetrainWorkers ours = new SparkRetrainWorkers(spark, settings, training)) {
      RetrainWorkers trainers = ours.trainers(architecture);
      for (int round = 0; round <= rounds; round++) {
        WeightOutcome outcome = trainers.train(0, round, RATE, weights);
        weights = outcome.weights();
        System.err.printf(
            Locale.ROOT,
            "%s by %s, round %d of %d: %.2f s%n",
            network,
            engine.key(),
            round + 1,
            rounds + 1,
            outcome.tally().seconds());
        if (round > 0) {
          seconds.add(outcome.tally().seconds());
          slowest.add(outcome.tally().slowestTaskSeconds());
          images = outcome.tally().examples();
        }
      }
    }
    return new ClusterFigures.Peer(engine.key(), network, seconds, slowest, images);
  }
}
