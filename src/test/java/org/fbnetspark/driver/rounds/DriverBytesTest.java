package org.fbnetspark.driver.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.DataSplit;
import org.fbnetspark.data.DatasetClass;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.data.ImageEncoding;
import org.fbnetspark.data.ShardBuilder;
import org.fbnetspark.data.ShardFile;
import org.fbnetspark.data.SkippedExamples;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.domain.train.Weights;
import org.fbnetspark.executor.EvaluatedPart;
import org.fbnetspark.executor.NetKey;
import org.fbnetspark.executor.TrainingRun;
import org.fbnetspark.net.Engine;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.wire.NetWeights;
import org.fbnetspark.wire.ShardThetas;
import org.fbnetspark.wire.WeightRound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the results of tasks bring to the driver: one model, a line of each shard, few counts. */
class DriverBytesTest {

  private static final int CLASSES = 1_000;
  private static final int EXAMPLES = 250;

  /** Bytes of a task's result beside weights and counts: Spark's own figures of it above all. */
  private static final long BESIDE = 2_048;

  @TempDir Path directory;

  /** A cluster's number of slots, as far as the number of slices is concerned. */
  private static long bytes(int slots, Consumer<JavaSparkContext> work) {
    AtomicLong bytes = new AtomicLong();
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("bytes")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "localhost")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.default.parallelism", String.valueOf(slots));
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      spark
          .sc()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd task) {
                  bytes.addAndGet(task.taskMetrics().resultSize());
                }
              });
      work.accept(spark);
    }
    return bytes.get();
  }

  /** Files that hold the same examples. */
  private TrainingRun run(Space space, int batch, int files, int examples, int classes)
      throws IOException {
    ShardBuilder builder = new ShardBuilder(ImageEncoding.PIXELS, SmallSearch.IMAGE, classes);
    SeedTree seeds = new SeedTree(5);
    for (int i = 0; i < examples; i++) {
      byte[] image = new byte[(int) SmallSearch.IMAGE.elements()];
      for (int j = 0; j < image.length; j++) {
        image[j] = (byte) seeds.child(i).child(j).generator().nextInt();
      }
      builder.add(i * 7 % classes, image);
    }
    ShardFile file = builder.write(Storage.standard(), directory.resolve("shard").toString());
    DatasetManifest data =
        new DatasetManifest(
            "noise",
            "made for tests",
            SmallSearch.IMAGE,
            ImageEncoding.PIXELS,
            IntStream.range(0, classes).mapToObj(c -> new DatasetClass("c" + c, 1, 1)).toList(),
            new ChannelStatistics(List.of(0.5, 0.5, 0.5), List.of(0.3, 0.3, 0.3)),
            Collections.nCopies(files, file),
            Collections.nCopies(files, file),
            SkippedExamples.NONE);
    return new TrainingRun(
        new NetKey(space.network(), batch, Engine.AUTO),
        Long.MAX_VALUE,
        seeds,
        files,
        new TrainingRun.Examples(
            Storage.standard(), data, new DataSplit(0.8, seeds), Augmentation.NONE));
  }

  private long ofRound(int shards) throws IOException {
    Space space = SmallSearch.SPACE;
    TrainingRun training = run(space, 4, shards, 10, SmallSearch.CLASSES);
    Weights weights =
        Weights.initial(new WeightLayout(space.network()).initialWeights(new SeedTree(3)));
    WeightRound message =
        new WeightRound(
            0,
            0,
            ShardThetas.one(SmallSearch.initial().thetas().get(0)),
            1,
            new GateRule.Gumbel(false, false),
            List.of(),
            new WeightRound.Sgd(0.01, 0.9, 0, 0, 0, 1),
            weights.values(),
            weights.momentum());
    List<WeightOutcome> outcome = new ArrayList<>();
    long bytes =
        bytes(
            shards,
            spark -> {
              try (TrainingRounds rounds = new TrainingRounds(spark, training, "test")) {
                outcome.add(rounds.train(message, weights, "round", done -> {}));
              }
            });
    assertThat(outcome.get(0).tally().examples()).isEqualTo(4L * shards);
    return bytes;
  }

  @Test
  void aRoundBringsOneModelAndAResultOfEachShard() throws IOException {
    long few = ofRound(8);
    long some = ofRound(64);
    long many = ofRound(512);

    long model = 2L * Float.BYTES * SmallSearch.initial().weights().length();
    assertThat(few).isLessThan(model + 16 * BESIDE);
    assertThat(some - few).isLessThan((64 - 8) * BESIDE);
    assertThat(many - some).isLessThan((512 - 64) * BESIDE);
  }

  private static Space thousandClasses() {
    LayerwiseDefinition small =
        new LayerwiseDefinition(
            "thousand",
            SmallSearch.IMAGE,
            new LayerwiseDefinition.Stem(3, 4, 4),
            List.of(new LayerwiseDefinition.Stage(4, 1, 1)),
            List.of("skip"),
            true,
            8,
            CLASSES);
    return Space.of(small.space().at(new int[0]).named("thousand"));
  }

  @Test
  void anEvaluationGrowsWithItsExamplesAndNotWithTheSquareOfTheClasses() throws IOException {
    int files = 200;
    Space space = thousandClasses();
    TrainingRun training = run(space, 50, files, EXAMPLES, CLASSES);
    WeightLayout layout = new WeightLayout(space.network());
    NetWeights net =
        new NetWeights(layout.initialWeights(new SeedTree(3)), ones(layout.statisticsLength()));
    List<Evaluation> evaluation = new ArrayList<>();
    long bytes =
        bytes(
            2,
            spark -> {
              try (TrainingRounds rounds = new TrainingRounds(spark, training, "test")) {
                evaluation.add(new PartEvaluation(rounds).of(net, EvaluatedPart.TEST));
              }
            });

    assertThat(evaluation.get(0).examples()).isEqualTo(files * EXAMPLES);
    assertThat(bytes).isLessThan(files * (BESIDE + 32L * EXAMPLES));
  }

  private static float[] ones(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return ones;
  }
}
