package org.fbnetspark.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.data.Batch;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.driver.prepare.PrepareJob;
import org.fbnetspark.driver.retrain.SparkRetrainWorkers;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.RoundBatches;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.dl4j.GraphBatch;
import org.fbnetspark.net.dl4j.TrainableGraph;
import org.fbnetspark.net.engines.Supernets;
import org.fbnetspark.retrain.CellRecipe;
import org.fbnetspark.retrain.RetrainCheckpoints;
import org.fbnetspark.retrain.RetrainEngine;
import org.fbnetspark.retrain.RetrainLoop;
import org.fbnetspark.retrain.RetrainRecipe;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.retrain.RetrainState;
import org.fbnetspark.store.Storage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The engines of retraining beside each other on Spark, in one process: the same network, weights
 * to begin with, batches and rounds, a training by one and a training by the other in turn.
 */
@Command(
    name = "retrain-engines",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a network on drawn 32x32 images by retrain.engine rounds and dl4j-spark in turn, and"
          + " prints images per second, seconds that a round takes beside its slowest task"
          + " (sending, averaging), held-out accuracy after the same epochs, and the share that a"
          + " shard with two thirds of the examples has in the average."
    })
public final class RetrainEngines implements Runnable {

  private static final int SHARDS = 2;
  private static final int FILES = 3;

  @Option(
      names = "--network",
      defaultValue = "MobileNetV2",
      description = "one without groups, or a file architecture.json")
  private String network;

  @Option(names = "--last-map", defaultValue = "1", description = "sides of its last map")
  private int lastMap;

  @Option(names = "--images", defaultValue = "1440", description = "images drawn to train with")
  private int images;

  @Option(names = "--epochs", defaultValue = "5", description = "epochs of a training")
  private int epochs;

  @Option(names = "--runs", defaultValue = "2", description = "trainings by each engine")
  private int runs;

  @Option(names = "--batch", defaultValue = "16", description = "images of a step of a shard")
  private int batch;

  @Option(names = "--steps", defaultValue = "5", description = "steps between two averages")
  private int steps;

  /** What the trainings by one engine have come to; the first epoch of each is warm-up. */
  private static final class Figures {
    final List<Double> imagesPerSecond = new ArrayList<>();
    final List<Double> averagingSeconds = new ArrayList<>();
    final List<Double> heldOut = new ArrayList<>();
    double share;
  }

  /** Keeps the figures of one training. */
  private static final class Clock implements TrainingProgress, RetrainCheckpoints {
    private final List<Tally> rounds = new ArrayList<>();
    private double heldOut;

    @Override
    public void started(int epochs, List<Integer> roundsOfPhases) {}

    @Override
    public void round(Round round) {
      if (round.epoch() > 0) {
        rounds.add(round.tally());
      }
    }

    @Override
    public void epoch(Epoch epoch) {
      heldOut = epoch.value("held-out/accuracy").orElseThrow();
    }

    @Override
    public Optional<RetrainState> latest() {
      return Optional.empty();
    }

    @Override
    public void commit(RetrainState state, float[] statistics, boolean best) {}
  }

  /** Runs the benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RetrainEngines()).execute(arguments));
  }

  @Override
  public void run() {
    try (JavaSparkContext spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[" + SHARDS + "]")
                .setAppName("retrain-engines")
                .set("spark.ui.enabled", "false"))) {
      spark.setLogLevel("WARN");
      String directory = Files.createTempDirectory("retrain-engines").toString();
      compare(spark, directory + "/data");
      Storage.standard().delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compare(JavaSparkContext spark, String directory) throws IOException {
    DatasetManifest data =
        new PrepareJob(spark, line -> {})
            .run(experiment(RetrainEngine.ROUNDS).preparation(), directory);
    Network architecture = architecture(data);
    Map<RetrainEngine, RetrainRecipe> recipes = new EnumMap<>(RetrainEngine.class);
    Map<RetrainEngine, Figures> figures = new EnumMap<>(RetrainEngine.class);
    for (RetrainEngine engine : RetrainEngine.values()) {
      recipes.put(engine, experiment(engine).retrain().of(data.shape()));
      figures.put(engine, new Figures());
      figures.get(engine).share = share(spark, architecture, recipes.get(engine), data);
    }
    for (int run = 0; run < runs; run++) {
      for (RetrainEngine engine : RetrainEngine.values()) {
        train(spark, architecture, recipes.get(engine), data, figures.get(engine));
        System.err.printf(Locale.ROOT, "%s %d of %d%n", engine.key(), run + 1, runs);
      }
    }
    figures.forEach(RetrainEngines::print);
  }

  private Experiment experiment(RetrainEngine engine) {
    return ConfigFile.load(
            Optional.empty(),
            List.of(
                "prepare.generated.train=" + images,
                "prepare.generated.test=100",
                "prepare.train-shards=" + FILES,
                "prepare.test-shards=1",
                "retrain.engine=" + engine.key(),
                "retrain.epochs=" + epochs,
                "retrain.shards=" + SHARDS,
                "retrain.batch=" + batch,
                "retrain.steps-per-round=" + steps))
        .experiment();
  }

  private Network architecture(DatasetManifest data) throws IOException {
    return network.endsWith(".json")
        ? ArchitectureJson.read(Files.readAllBytes(Path.of(network)), network)
        : ArchitectureCatalog.named(network)
            .withClasses(data.classes().size())
            .resized(data.shape(), lastMap)
            .architecture();
  }

  private TrainingRun training(Network architecture, RetrainRecipe recipe, DatasetManifest data) {
    RetrainSettings train = recipe.settings();
    SeedTree seeds = new SeedTree(train.seed());
    return new TrainingRun(
        new NetKey(architecture, train.batch(), Engine.AUTO),
        Long.MAX_VALUE,
        seeds,
        train.shards(),
        new TrainingRun.Examples(
            Storage.standard(),
            data,
            new DataSplit(1 - train.heldOutShare(), seeds),
            recipe.augmentation()));
  }

  private static Weights initial(Network architecture) {
    return Weights.initial(new WeightLayout(architecture).initialWeights(new SeedTree(1)));
  }

  private void train(
      JavaSparkContext spark,
      Network architecture,
      RetrainRecipe recipe,
      DatasetManifest data,
      Figures figures) {
    Clock clock = new Clock();
    try (SparkRetrainWorkers ours =
        new SparkRetrainWorkers(spark, recipe.settings(), training(architecture, recipe, data))) {
      new RetrainLoop(recipe.settings(), ours.trainers(architecture), clock, clock)
          .run(RetrainState.initial(1, initial(architecture).values()));
    }
    figures.imagesPerSecond.add(
        clock.rounds.stream().mapToDouble(Tally::examples).sum()
            / clock.rounds.stream().mapToDouble(Tally::seconds).sum());
    clock.rounds.forEach(
        round -> figures.averagingSeconds.add(round.seconds() - round.slowestTaskSeconds()));
    figures.heldOut.add(clock.heldOut);
  }

  /**
   * Share of the larger shard in the average after a round in which both see all of their examples:
   * with the weights w_0 and w_1 that the shards have by themselves and the average w,
   *
   * <pre>(w - w_1) . (w_0 - w_1) / |w_0 - w_1|^2</pre>
   */
  private double share(
      JavaSparkContext spark, Network architecture, RetrainRecipe recipe, DatasetManifest data) {
    RetrainSettings s = recipe.settings();
    RetrainSettings wholeEpoch =
        new RetrainSettings(
            s.seed(),
            s.engine(),
            1,
            s.batch(),
            SHARDS,
            images,
            s.learningRate(),
            s.momentum(),
            s.weightDecay(),
            0,
            0,
            0,
            s.heldOutShare(),
            1,
            Optional.empty(),
            OuterStep.NONE,
            CellRecipe.NONE);
    SgdStep sgd = new SgdStep(s.learningRate().at(1), s.momentum(), s.weightDecay());
    try (SparkRetrainWorkers ours =
        new SparkRetrainWorkers(spark, wholeEpoch, training(architecture, recipe, data))) {
      float[] mean =
          ours.trainers(architecture)
              .train(0, 0, sgd.learningRate(), initial(architecture))
              .weights()
              .values();
      RoundBatches batches = new RoundBatches(ours.run(), 0, 0, images);
      float[] large = alone(s.engine(), architecture, batches.call(0), sgd);
      float[] small = alone(s.engine(), architecture, batches.call(1), sgd);
      double along = 0;
      double length = 0;
      for (int i = 0; i < mean.length; i++) {
        double step = (double) large[i] - small[i];
        along += (mean[i] - small[i]) * step;
        length += step * step;
      }
      return along / length;
    }
  }

  /** The weights that a shard's batches lead to. */
  private float[] alone(
      RetrainEngine engine, Network architecture, Iterator<Batch> batches, SgdStep sgd) {
    Weights start = initial(architecture);
    if (engine == RetrainEngine.DL4J_SPARK) {
      TrainableGraph graph = new TrainableGraph(architecture, sgd, 1);
      graph.load(start, sgd.learningRate());
      int classes = architecture.classes();
      batches.forEachRemaining(next -> graph.graph().fit(GraphBatch.of(next, classes, 0)));
      return graph.weights().values();
    }
    try (Supernet net = Supernets.create(architecture, batch, Engine.AUTO)) {
      float[] momentum = new float[start.length()];
      float[] values = new float[start.length()];
      net.load(start.values(), momentum);
      batches.forEachRemaining(next -> net.trainWeights(next, Supernet.NO_FACTORS, sgd));
      net.store(values, momentum);
      return values;
    }
  }

  private static void print(RetrainEngine engine, Figures figures) {
    System.out.printf(
        Locale.ROOT,
        "%-10s images/s %s | averaging s %s | held out %% %s | share of the larger shard %.3f%n",
        engine.key(),
        spread(figures.imagesPerSecond, value -> value),
        spread(figures.averagingSeconds, value -> value),
        spread(figures.heldOut, value -> 100 * value),
        figures.share);
  }

  private static String spread(List<Double> values, ToDoubleFunction<Double> unit) {
    double[] sorted = values.stream().mapToDouble(unit).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f to %.2f)",
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }
}
