package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.Batch;
import org.fbnetspark.data.BatchReader;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.Shard;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Factors;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.executor.GoalLoss;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.SearchRun;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.SpaceSettings;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.Supernet;
import org.fbnetspark.net.engines.Supernets;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.search.Round;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.WidthSettings;
import org.fbnetspark.search.WidthSettings.Sampling;
import org.fbnetspark.search.WidthSettings.WarmUp;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.Picks;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the options of widths do to weights that are trained on images, theta standing still. */
class WidthTrainingTest {

  /** Every choice is one of widths, from the narrowest to the widest. */
  private static final MaskedDefinition DEFINITION =
      new MaskedDefinition(
          "widths",
          List.of(SmallSearch.IMAGE),
          new LayerwiseDefinition.Stem(3, 8, 2),
          List.of(
              new MaskedDefinition.Row(
                  List.of(4, 8, 16),
                  List.of(1.0, 3.0),
                  List.of(3),
                  List.of(Activation.RELU),
                  List.of(false),
                  2,
                  1,
                  true)),
          12,
          SmallSearch.CLASSES);

  private static final Space SPACE = DEFINITION.space();

  private static final WidthSettings FAIR = new WidthSettings(WarmUp.NONE, Sampling.FAIR);
  private static final WidthSettings NARROWING =
      new WidthSettings(WarmUp.WIDE_TO_NARROW, Sampling.GATE_RULE);
  private static final WidthSettings BOTH = new WidthSettings(WarmUp.WIDE_TO_NARROW, Sampling.FAIR);
  private static final GateRule ONE_PATH = new GateRule.Paths(1);
  private static final GateRule SOFT = new GateRule.Gumbel(false, false);

  private static final int SEEDS = 3;
  private static final int EPOCHS = 6;
  private static final int JUDGED = 60;

  @TempDir Path directory;

  private DatasetManifest data;

  @BeforeEach
  void data() throws IOException {
    data = SmallSearch.data(directory);
  }

  /** The narrowest candidates have a logit of their own. */
  private static Theta theta(double narrowest) {
    double[][] logits = Theta.uniform(SPACE).rows();
    for (double[] row : logits) {
      row[0] = narrowest;
    }
    return Theta.of(logits);
  }

  private float[] train(
      JavaSparkContext spark, long seed, GateRule rule, Theta theta, WidthSettings widths) {
    SearchSettings settings = settings(seed, EPOCHS + 1, EPOCHS, rule, widths);
    SeedTree seeds = new SeedTree(seed);
    SearchRun run =
        new SearchRun(
            new TrainingRun(
                new NetKey(SPACE.network(), 8, Engine.AUTO),
                Long.MAX_VALUE,
                seeds,
                SmallSearch.SHARDS,
                new TrainingRun.Examples(
                    Storage.standard(), data, new DataSplit(0.8, seeds), Augmentation.padded(1))),
            rule,
            settings.costUnder(),
            List.of(new GoalLoss(CostTable.macs(SPACE), settings.loss(), List.of())));
    Weights weights =
        Weights.initial(new WeightLayout(SPACE.network()).initialWeights(seeds.child("weights")));
    try (SparkWorkers workers =
        new SparkWorkers(spark, settings, run, (epoch, phase, round, done, tasks) -> {})) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (int i = 0; i < workers.plan().weightRounds(); i++) {
          Round round = new Round(epoch, i, List.of(theta), settings.temperature().at(epoch));
          weights = workers.trainWeights(round, 0.05, weights).weights();
        }
      }
    }
    return weights.values();
  }

  private static SearchSettings settings(
      long seed, int epochs, int warmUp, GateRule rule, WidthSettings widths) {
    SearchSettings s = SmallSearch.settings(epochs);
    return new SearchSettings(
        seed,
        s.epochs(),
        warmUp,
        s.batch(),
        s.shards(),
        s.weights(),
        s.theta(),
        s.alternation(),
        s.temperature(),
        rule,
        widths,
        s.loss(),
        s.costUnder(),
        Optional.empty(),
        List.of());
  }

  /** Losses of the two ends of the space, the mean over the seeds. */
  private record Ends(double narrowest, double widest) {}

  private Ends ends(JavaSparkContext spark, GateRule rule, Theta theta, WidthSettings widths)
      throws IOException {
    double narrowest = 0;
    double widest = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      float[] weights = train(spark, seed, rule, theta, widths);
      narrowest += loss(weights, candidates -> 0) / SEEDS;
      widest += loss(weights, candidates -> candidates - 1) / SEEDS;
    }
    return new Ends(narrowest, widest);
  }

  private double loss(float[] weights, IntUnaryOperator pick) throws IOException {
    int[] picks = Arrays.stream(SPACE.candidates()).map(pick).toArray();
    Shard shard = Shard.read(Storage.standard(), data.train().get(0), data);
    Batch batch =
        new BatchReader(data, Augmentation.NONE)
            .batch(shard, IntStream.range(0, JUDGED).toArray(), new SeedTree(1));
    try (Supernet net = Supernets.create(SPACE.network(), JUDGED, Engine.AUTO)) {
      net.load(weights, new float[weights.length]);
      float[][] factors = new Factors(SPACE.network()).of(Picks.gates(SPACE, picks));
      return net.evaluate(batch, factors).meanLoss();
    }
  }

  @Test
  void eachEndLooksWorseForWhereTheGatesAreAndFairTurnsMakeThemEven() throws IOException {
    try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
      Ends narrow = ends(spark, ONE_PATH, theta(4), WidthSettings.NONE);
      assertThat(narrow.widest() - narrow.narrowest()).isGreaterThan(0.3);
      Ends mixed = ends(spark, SOFT, theta(0), WidthSettings.NONE);
      assertThat(mixed.narrowest() - mixed.widest()).isGreaterThan(0.1);

      Ends fair = ends(spark, ONE_PATH, theta(4), FAIR);
      assertThat(fair.widest()).isLessThan(0.75 * narrow.widest());
      assertThat(Math.abs(fair.widest() - fair.narrowest())).isLessThan(0.15);
    }
  }

  @Test
  void theWidestIsTrainedBestFromWideToNarrow() throws IOException {
    try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
      Ends all = ends(spark, ONE_PATH, theta(0), WidthSettings.NONE);
      Ends narrowing = ends(spark, ONE_PATH, theta(0), NARROWING);
      assertThat(narrowing.widest()).isLessThan(0.85 * all.widest());
    }
  }

  @Test
  void theSeedAloneDecidesTheTurns() {
    float[] one;
    try (JavaSparkContext spark = LocalSpark.start("local[1]")) {
      one = train(spark, 1, ONE_PATH, theta(0), BOTH);
    }
    try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
      assertThat(train(spark, 1, SOFT, theta(4), BOTH)).isEqualTo(one);
      assertThat(train(spark, 1, SOFT, theta(4), FAIR)).isNotEqualTo(one);
    }
  }

  private SearchSummary search(JavaSparkContext spark, WidthSettings widths, boolean resume)
      throws IOException {
    Experiment experiment =
        Changed.of(
            SmallSearch.experiment(directory, settings(3, 3, 1, SOFT, widths)),
            new SpaceSettings(DEFINITION, false, 4));
    String config =
        "search.widths.warm-up = "
            + widths.warmUp().key()
            + "\nsearch.widths.sampling = "
            + widths.sampling().key()
            + "\n";
    String run = directory.resolve("run").toString();
    return new SearchJob(spark, experiment, new RunStart(run, resume, config), line -> {})
        .run()
        .get(0)
        .summary();
  }

  @Test
  void aSearchGoesOnAsItBeganOrNotAtAll() throws IOException {
    SmallSearch.prepared(directory);
    try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
      SearchSummary whole = search(spark, BOTH, false);
      Files.delete(directory.resolve("run/checkpoints/epoch-000003.state"));
      assertThatThrownBy(() -> search(spark, FAIR, true))
          .isInstanceOf(JobRefusedException.class)
          .hasMessageContainingAll(
              "other settings", "search.widths.warm-up", "none", "wide-to-narrow");

      SearchSummary resumed = search(spark, BOTH, true);
      assertThat(resumed.thetaSha256()).isEqualTo(whole.thetaSha256());
      assertThat(resumed.weightsSha256()).isEqualTo(whole.weightsSha256());
    }
  }
}
