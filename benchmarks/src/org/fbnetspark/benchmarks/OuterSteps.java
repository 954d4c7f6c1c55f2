package org.fbnetspark.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.driver.retrain.SparkRetrainWorkers;
import org.fbnetspark.driver.rounds.RoundDefaults;
import org.fbnetspark.driver.rounds.TaskSlots;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.net.Engine;
import org.fbnetspark.retrain.RetrainCheckpoints;
import org.fbnetspark.retrain.RetrainLoop;
import org.fbnetspark.retrain.RetrainRecipe;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.retrain.RetrainState;
import org.fbnetspark.run.DatasetDirectory;
import org.fbnetspark.store.Storage;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether an outer step reaches the loss of plain averages in fewer rounds. */
@Command(
    name = "outer-step",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a network on a prepared data set by plain averages and by SlowMo: outer momentum on"
          + " the averaged step, the steps' own momentum zeroed after each round. Its momenta are"
          + " the one that keeps the size of steps (b* of m and n, the inner momentum and the"
          + " steps of a round), 0.2 more, and 0.5. All begin with the same weights and see the"
          + " same batches in the same number of rounds.",
      "Prints the loss on held-out images by rounds, the difference to plain averages in the end,"
          + " paired over the seeds, and the rounds after which plain averages' last loss is"
          + " reached. Trainings that are over are read from --results, so that a killed benchmark"
          + " goes on."
    })
public final class OuterSteps implements Runnable {

  @Option(names = "--data", required = true, description = "directory of a prepared data set")
  private String data;

  @Option(names = "--network", defaultValue = "MobileNetV2", description = "that is trained")
  private String network;

  @Option(names = "--last-map", defaultValue = "2", description = "sides of its last map")
  private int lastMap;

  @Option(names = "--shards", split = ",", defaultValue = "2,8", description = "numbers of shards")
  private List<Integer> shards;

  @Option(names = "--seeds", defaultValue = "3", description = "trainings of each kind")
  private int seeds;

  @Option(names = "--epochs", defaultValue = "8", description = "epochs of a training")
  private int epochs;

  @Option(names = "--images", defaultValue = "128", description = "images of a step of all shards")
  private int images;

  @Option(names = "--steps", defaultValue = "20", description = "steps of a shard in a round")
  private int steps;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "further settings of retrain, such as retrain.learning-rate=0.05")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--results",
      defaultValue = "outer-step.csv",
      description = "file for the loss after each epoch of each training")
  private Path results;

  @Option(names = "--master", defaultValue = "local[*]", description = "of Spark")
  private String master;

  /** What one training tells. */
  private static final class Told implements TrainingProgress, RetrainCheckpoints {
    private final List<OuterResults.Judged> judged = new ArrayList<>();
    private int rounds;

    @Override
    public void started(int startEpoch, List<Integer> roundsOfPhases) {}

    @Override
    public void round(Round round) {
      rounds++;
    }

    @Override
    public void epoch(Epoch epoch) {
      judged.add(
          new OuterResults.Judged(
              rounds,
              epoch.value("train/loss").orElse(Double.POSITIVE_INFINITY),
              epoch.value("held-out/loss").orElse(Double.POSITIVE_INFINITY),
              epoch.value("held-out/accuracy").orElseThrow()));
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
    System.exit(new CommandLine(new OuterSteps()).execute(arguments));
  }

  @Override
  public void run() {
    SparkConf conf =
        RoundDefaults.in(new SparkConf())
            .setMaster(master)
            .setAppName("outer-step")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      spark.setLogLevel("WARN");
      OuterResults all = OuterResults.read(results);
      for (int number : shards) {
        for (int seed = 1; seed <= seeds; seed++) {
          for (OuterStep outer : kinds(number)) {
            train(spark, number, seed, outer, all);
          }
        }
      }
      for (int number : shards) {
        List<String> names = kinds(number).stream().map(OuterSteps::name).toList();
        System.out.println(number + " shards:");
        System.out.println(all.table(number, names, seeds));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Plain averages first. */
  private List<OuterStep> kinds(int number) {
    double inner = recipe(number, 1, OuterStep.NONE).settings().momentum();
    double steady = OuterStep.steadyMomentum(inner, steps);
    List<OuterStep> kinds = new ArrayList<>(List.of(OuterStep.NONE));
    for (double momentum : new double[] {steady, steady + 0.2, 0.5}) {
      // Three digits tell them apart in the file, and are all that it would mean.
      double rounded = Math.round(1000 * momentum) / 1000.0;
      // Of very few steps, b* alone is nearly the inner momentum.
      if (rounded < 1) {
        kinds.add(new OuterStep(rounded, false, 1, OuterStep.Inner.ZEROED));
      }
    }
    return kinds;
  }

  private static String name(OuterStep outer) {
    return outer.equals(OuterStep.NONE)
        ? "plain"
        : String.format(Locale.ROOT, "slowmo %.3f", outer.momentum());
  }

  private RetrainRecipe recipe(int number, int seed, OuterStep outer) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "seed=" + seed,
                "retrain.recipe=small-images",
                "retrain.epochs=" + epochs,
                "retrain.shards=" + number,
                "retrain.batch=" + Math.max(1, images / number),
                "retrain.steps-per-round=" + steps,
                // The weights themselves are judged: their running average hides how fast they are.
                "retrain.average-decay=0",
                "retrain.outer-momentum=" + outer.momentum(),
                "retrain.outer-learning-rate=" + outer.learningRate(),
                "retrain.outer-inner-momentum=" + outer.inner().name().toLowerCase(Locale.ROOT)));
    all.addAll(settings);
    RetrainRecipe recipe =
        ConfigFile.load(Optional.empty(), all).experiment().retrain().of(manifest().shape());
    if (!recipe.settings().outer().equals(outer)) {
      throw new IllegalArgumentException("--set must leave retrain.outer-* alone");
    }
    return recipe;
  }

  private DatasetManifest manifest() {
    try {
      return DatasetDirectory.at(Storage.standard(), data).manifest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void train(
      JavaSparkContext spark, int number, int seed, OuterStep outer, OuterResults all)
      throws IOException {
    if (all.has(number, name(outer), seed)) {
      return;
    }
    DatasetManifest manifest = manifest();
    RetrainRecipe recipe = recipe(number, seed, outer);
    RetrainSettings train = recipe.settings();
    SeedTree tree = new SeedTree(seed);
    Network architecture =
        ArchitectureCatalog.named(network)
            .withClasses(manifest.classes().size())
            .resized(manifest.shape(), lastMap)
            .architecture();
    TrainingRun training =
        new TrainingRun(
            new NetKey(architecture, train.batch(), Engine.AUTO),
            TaskSlots.buffers(spark).bytes(),
            tree,
            number,
            new TrainingRun.Examples(
                Storage.standard(),
                manifest,
                new DataSplit(1 - train.heldOutShare(), tree),
                recipe.augmentation()));
    Told told = new Told();
    long start = System.nanoTime();
    try (SparkRetrainWorkers workers = new SparkRetrainWorkers(spark, train, training)) {
      new RetrainLoop(train, workers.trainers(architecture), told, told)
          .run(
              RetrainState.initial(
                  seed, new WeightLayout(architecture).initialWeights(tree.child("weights"))));
    }
    all.add(number, name(outer), seed, told.judged);
    OuterResults.Judged last = told.judged.get(told.judged.size() - 1);
    System.err.printf(
        Locale.ROOT,
        "%d shards, %s, seed %d: held-out loss %.3f after %d rounds, %.0f s%n",
        number,
        name(outer),
        seed,
        last.heldOutLoss(),
        last.rounds(),
        (System.nanoTime() - start) / 1e9);
  }
}
