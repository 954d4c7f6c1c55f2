package org.fbnetspark.driver.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.Batch;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.train.LearningRate;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.driver.export.EvaluateJob;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.RoundBatches;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.net.Engine;
import org.fbnetspark.net.SgdStep;
import org.fbnetspark.net.dl4j.GraphBatch;
import org.fbnetspark.net.dl4j.TrainableGraph;
import org.fbnetspark.retrain.CellRecipe;
import org.fbnetspark.retrain.RetrainEngine;
import org.fbnetspark.retrain.RetrainRecipe;
import org.fbnetspark.retrain.RetrainSettings;
import org.fbnetspark.retrain.RetrainSummary;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.sink.SinkSettings;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Retraining through dl4j-SPARK.context(), in this process. */
class Dl4jSparkTest {

  private static final Network NETWORK =
      SmallSearch.SPACE.at(new int[] {0, 0, 2}).named("ungrouped");
  private static final double RATE = 0.05;
  private static final int BATCH = 8;

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  private static RetrainSettings settings(
      RetrainEngine engine, int epochs, int shards, double dropout) {
    return new RetrainSettings(
        7,
        engine,
        epochs,
        BATCH,
        shards,
        6,
        new LearningRate.Cosine(RATE, 0, 12),
        0.9,
        1e-4,
        0.1,
        dropout,
        0.9,
        0.2,
        4,
        Optional.empty(),
        OuterStep.NONE,
        CellRecipe.NONE);
  }

  private RetrainJob job(
      Path run, Network network, RetrainEngine engine, int epochs, boolean resume) {
    RetrainRecipe recipe =
        new RetrainRecipe("test", settings(engine, epochs, 2, 0.1), Augmentation.padded(1));
    return new RetrainJob(
        SPARK.context(),
        Changed.of(
            SmallSearch.experiment(SPARK.stripes(), 1),
            SmallSearch.recipes(recipe),
            SinkSettings.NONE),
        new NetworkSource.Fixed(network, "a.json"),
        SmallSearch.start(run, resume),
        lines::add);
  }

  private RetrainSummary train(Path run, int epochs, boolean resume) throws IOException {
    return job(run, NETWORK, RetrainEngine.DL4J_SPARK, epochs, resume).run();
  }

  @Test
  void aNetworkLearnsAndIsJudgedTheSameAgain() throws IOException {
    Path run = directory.resolve("run");
    RetrainSummary summary = train(run, 12, false);

    assertThat(lines).anyMatch(line -> line.contains("recipe test: epochs 12, engine dl4j-spark"));
    assertThat(summary.best().accuracy()).isGreaterThan(0.9);
    assertThat(summary.test().orElseThrow().accuracy()).isGreaterThan(0.85);
    ObjectMapper json = new ObjectMapper();
    List<String> metrics = Files.readAllLines(run.resolve("metrics.jsonl"));
    assertThat(metrics).hasSize(12);
    assertThat(json.readTree(metrics.get(11)).get("figures").get("train/loss").asDouble())
        .isLessThan(
            0.7 * json.readTree(metrics.get(0)).get("figures").get("train/loss").asDouble());
    assertThat(json.readTree(run.resolve("manifest.json").toFile()).get("facts").get("trainedBy"))
        .hasToString("\"dl4j-spark\"");
    EvaluateJob evaluation =
        new EvaluateJob(
            SPARK.context(),
            SmallSearch.experiment(SPARK.stripes(), 1),
            run.toString(),
            lines::add);
    assertThat(json.readTree(evaluation.run().json()).get("correct").asLong())
        .isEqualTo(summary.test().orElseThrow().correct());
  }

  @Test
  void aRunThatGoesOnHasTheWeightsOfOneThatNeverStopped() throws IOException {
    Path run = directory.resolve("run");
    RetrainSummary whole = train(run, 3, false);
    Files.delete(run.resolve("checkpoints/epoch-000003.state"));

    RetrainSummary resumed = train(run, 3, true);

    assertThat(lines).anyMatch(line -> line.startsWith("resuming after 2 epochs"));
    // To the bit, for there are two shards and a sum of two has no order.
    assertThat(resumed.weightsSha256()).isEqualTo(whole.weightsSha256());
    assertThatThrownBy(() -> job(run, NETWORK, RetrainEngine.ROUNDS, 3, true).run())
        .hasMessageContaining("settings");
  }

  @Test
  void groupsAreRefusedBeforeAnythingIsTrained() {
    Path run = directory.resolve("run");
    Network grouped = SmallSearch.SPACE.at(new int[] {0, 1, 2}).named("grouped");

    assertThatThrownBy(() -> job(run, grouped, RetrainEngine.DL4J_SPARK, 1, false).run())
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining(
            "retrain.engine cannot be dl4j-spark: layer stage2.layer1 is mb_k5_e1_g2")
        .hasMessageContaining("set it to rounds");
    assertThat(run.resolve("config.conf")).doesNotExist();
  }

  @Test
  void eachShardCountsTheSame() throws IOException {
    // Files of 60 to 13 images: the first shard has six batches in the round, the last one has one.
    DatasetManifest manifest = SmallSearch.data(directory);
    int shards = manifest.train().size();
    SeedTree seeds = new SeedTree(3);
    TrainingRun run =
        new TrainingRun(
            new NetKey(NETWORK, BATCH, Engine.AUTO),
            Long.MAX_VALUE,
            seeds,
            shards,
            new TrainingRun.Examples(
                Storage.standard(), manifest, new DataSplit(0.8, seeds), Augmentation.NONE));
    Weights start =
        Weights.initial(new WeightLayout(NETWORK).initialWeights(seeds.child("weights")));
    RetrainSettings settings = settings(RetrainEngine.DL4J_SPARK, 1, shards, 0);
    try (SparkRetrainWorkers ours = new SparkRetrainWorkers(SPARK.context(), settings, run)) {
      WeightOutcome theirs =
          new Dl4jSparkWorkers(SPARK.context(), settings, NETWORK, ours.run(), ours)
              .train(0, 0, RATE, start);
      List<Weights> each = new ArrayList<>();
      List<Double> examples = new ArrayList<>();
      TrainableGraph graph = new TrainableGraph(NETWORK, sgd(settings), 7);
      for (int shard = 0; shard < shards; shard++) {
        graph.load(start, RATE);
        double count = 0;
        Iterator<Batch> batches =
            new RoundBatches(ours.run(), 0, 0, settings.stepsPerRound()).call(shard);
        while (batches.hasNext()) {
          Batch batch = batches.next();
          graph.graph().fit(GraphBatch.of(batch, SmallSearch.CLASSES, settings.labelSmoothing()));
          count += batch.size();
        }
        each.add(graph.weights());
        examples.add(count);
      }
      assertThat(examples).first().isEqualTo(6 * examples.get(shards - 1));
      assertThat(theirs.tally().examples())
          .isEqualTo((long) examples.stream().mapToDouble(e -> e).sum());
      assertThat(distance(theirs.weights(), mean(each, Collections.nCopies(shards, 1.0))))
          .isLessThan(1e-5);
      assertThat(distance(theirs.weights(), mean(each, examples))).isGreaterThan(1e-2);
      WeightOutcome rounds = ours.train(0, 0, RATE, start);
      assertThat(theirs.tally().examples()).isEqualTo(rounds.tally().examples());
    }
  }

  private static SgdStep sgd(RetrainSettings settings) {
    return new SgdStep(RATE, settings.momentum(), settings.weightDecay());
  }

  private static double[] mean(List<Weights> each, List<Double> shares) {
    double[] mean = new double[each.get(0).length()];
    double sum = shares.stream().mapToDouble(share -> share).sum();
    for (int shard = 0; shard < each.size(); shard++) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += shares.get(shard) / sum * each.get(shard).values()[i];
      }
    }
    return mean;
  }

  /** Largest difference of two weights. */
  private static double distance(Weights one, double[] other) {
    double largest = 0;
    for (int i = 0; i < other.length; i++) {
      largest = Math.max(largest, Math.abs(one.values()[i] - other[i]));
    }
    return largest;
  }
}
