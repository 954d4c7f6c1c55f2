package org.fbnetspark.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.driver.prepare.FittedSpace;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.store.Storage;
import org.fbnetspark.wire.ShardThetas;
import org.fbnetspark.wire.WeightRound;
import picocli.CommandLine.Option;

/** Weight rounds of a search, the same whoever trains them; options of more than one command. */
final class RoundWork {

  private static final double RATE = 0.05;
  private static final double MOMENTUM = 0.9;
  private static final double WEIGHT_DECAY = 1e-4;
  private static final double TEMPERATURE = 5;

  @Option(
      names = "--config",
      defaultValue = "conf/fbnet-v1-cifar10.conf",
      description = "experiment whose space is trained")
  private Path config;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "further settings")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--batch", defaultValue = "64", description = "images of a step of a shard")
  private int batch;

  @Option(names = "--steps", defaultValue = "20", description = "steps of a shard in a round")
  private int steps;

  @Option(
      names = "--warm-up-rounds",
      defaultValue = "4",
      description = "rounds of the cold epoch: the first ones of fresh processes")
  private int coldRounds;

  @Option(
      names = "--rounds",
      defaultValue = "4",
      description = "rounds behind them: the steady state")
  private int steadyRounds;

  int coldRounds() {
    return coldRounds;
  }

  int rounds() {
    return coldRounds + steadyRounds;
  }

  int batch() {
    return batch;
  }

  int steps() {
    return steps;
  }

  /** The words that give another process these options. */
  List<String> words() {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--config=" + config,
                "--batch=" + batch,
                "--steps=" + steps,
                "--warm-up-rounds=" + coldRounds,
                "--rounds=" + steadyRounds));
    settings.forEach(setting -> words.add("--set=" + setting));
    return words;
  }

  /** The experiment, with drawn images that are enough for an epoch of the cold rounds. */
  Experiment experiment(int shards) {
    List<String> all = new ArrayList<>(settings);
    int epoch = shards * batch * steps * Math.max(1, coldRounds);
    // Of the examples, 0.8 train the weights; a split by chance wants room.
    all.add("prepare.source=generated");
    all.add("prepare.path=null");
    all.add("prepare.generated.train=" + Math.max(1000, epoch * 4 / 3));
    all.add("prepare.generated.test=100");
    all.add("prepare.train-shards=" + shards);
    all.add("prepare.test-shards=1");
    all.add("data.weight-share=0.8");
    return ConfigFile.load(Optional.of(config), all).experiment();
  }

  Space space(Experiment experiment, DatasetManifest data) {
    return FittedSpace.of(experiment.space(), data);
  }

  TrainingRun training(Experiment experiment, Space space, DatasetManifest data, int shards) {
    SeedTree seeds = new SeedTree(1);
    return new TrainingRun(
        new NetKey(space.network(), batch, experiment.engine()),
        Long.MAX_VALUE,
        seeds,
        shards,
        new TrainingRun.Examples(
            Storage.standard(),
            data,
            new DataSplit(experiment.data().weightShare(), seeds),
            experiment.data().augmentation()));
  }

  /** A round of the search's warm-up: theta stands where it began. */
  WeightRound message(Experiment experiment, Space space, int round, Weights weights) {
    return new WeightRound(
        round / Math.max(1, coldRounds),
        round % Math.max(1, coldRounds),
        ShardThetas.one(Theta.uniform(space)),
        TEMPERATURE,
        experiment.search().gates().ofWeights(),
        List.of(),
        new WeightRound.Sgd(RATE, MOMENTUM, WEIGHT_DECAY, 0, 0, steps),
        weights.values(),
        weights.momentum());
  }
}
