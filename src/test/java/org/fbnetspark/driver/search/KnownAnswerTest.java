package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.driver.prepare.FittedSpace;
import org.fbnetspark.driver.retrain.NetworkSource;
import org.fbnetspark.driver.retrain.RetrainJob;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.run.DatasetDirectory;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.KnownAnswer;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One search, of one space and with one price of a multiply-accumulate, on three data sets of which
 * each needs another architecture ({@link KnownAnswer}). That it does is shown without a search, by
 * networks that are trained by themselves. The property {@code answers} is the number of seeds that
 * are searched with, each with a data set of its own.
 */
class KnownAnswerTest {

  private static final int SEEDS = Integer.getInteger("answers", 1);

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  /**
   * A MAC has a price, 0.4 nats for 100,000 of them; what a task needs is worth more than a nat.
   * Trained this briefly one channel is a tenth of a nat behind twelve where it suffices, and the
   * last convolution is so wide that these cost more than that.
   */
  private static final String CONFIG =
      """
      engine = onednn
      data.augmentation { crop = centre, flip = false }
      space {
        name = width-and-side
        input = [12, 12, 3]
        sides = [6, 12]
        stem = { kernel = 3, width = 8, stride = 1 }
        rows = [
          { widths = [4, 12], expansions = [2], kernels = [3], layers = 1, stride = 1, shared = true }
          { widths = [1, 12], expansions = [6], kernels = [3], layers = 1, stride = 1, shared = true }
        ]
        last-width = 64
      }
      cost.kind = macs
      profile { runtime = engine, max-seconds = 0.05, warm-up-max-seconds = 0.02, passes = 2 }
      search {
        epochs = 12
        warmup-epochs = 3
        shards = 2
        batch = 32
        weights.steps-per-round = 10
        theta.learning-rate = 0.1
        temperature.final = 0.2
        loss { form = additive, alpha = 0.4, beta = 1, scale = 100000 }
      }
      derive.samples = 0
      retrain {
        shards = 2
        steps-per-round = 10
        average-decay = 0
        epochs = 10
        label-smoothing = 0
        recipes.small-images.augmentation { crop = centre, flip = false, cutout = 0 }
      }
      """;

  @TempDir static Path data;

  @TempDir Path directory;

  /** Side, and the widths of the two stages, by their positions among the options. */
  private static int[] answer(KnownAnswer task) {
    return switch (task) {
      case WIDTH -> new int[] {0, 0, 1};
      case HALF_SIDE -> new int[] {0, 0, 0};
      case FULL_SIDE -> new int[] {1, 0, 0};
    };
  }

  static Stream<Arguments> searches() {
    return Arrays.stream(KnownAnswer.values())
        .flatMap(
            task -> LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> Arguments.of(task, seed)));
  }

  @BeforeAll
  static void draw() throws IOException {
    for (KnownAnswer task : KnownAnswer.values()) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        task.prepared(directory(task, seed), seed);
      }
    }
  }

  private static Path directory(KnownAnswer task, long seed) {
    return data.resolve(task + "-" + seed);
  }

  private static Experiment experiment(KnownAnswer task, long seed) {
    List<String> own = List.of("seed=" + seed, "data.path=\"" + directory(task, seed) + "\"");
    return ConfigFile.parse(CONFIG, "a test", own).experiment();
  }

  private static Space space(KnownAnswer task) throws IOException {
    DatasetManifest manifest =
        DatasetDirectory.at(Storage.standard(), directory(task, 1).toString()).manifest();
    return FittedSpace.of(experiment(task, 1).space(), manifest);
  }

  /** Share of correct test examples of a network that is trained by itself. */
  private double accuracy(KnownAnswer task, int... picks) throws IOException {
    Network network = space(task).at(picks);
    Path run = directory.resolve(Arrays.toString(picks));
    return new RetrainJob(
            SPARK.context(),
            experiment(task, 1),
            new NetworkSource.Fixed(network, network.name()),
            SmallSearch.start(run, false),
            line -> {})
        .run()
        .test()
        .orElseThrow()
        .accuracy();
  }

  @ParameterizedTest
  @MethodSource("searches")
  void theSearchFindsWhatIsNeededAndNothingElse(KnownAnswer task, long seed) throws IOException {
    SearchSummary summary =
        new SearchJob(
                SPARK.context(),
                experiment(task, seed),
                SmallSearch.start(directory.resolve("run"), false),
                line -> {})
            .run()
            .get(0)
            .summary();
    assertThat(summary.picks()).isEqualTo(space(task).picked(answer(task)));
  }

  /** Sixteen classes, of which one channel tells some alone, whatever else is wide. */
  @Test
  void theWidthOfTheSecondStageIsNeeded() throws IOException {
    assertThat(accuracy(KnownAnswer.WIDTH, answer(KnownAnswer.WIDTH))).isGreaterThan(0.95);
    assertThat(accuracy(KnownAnswer.WIDTH, 1, 1, 0)).isLessThan(0.8);
  }

  /** Three classes; the answer is the cheapest of all. */
  @Test
  void halfTheSideSuffices() throws IOException {
    assertThat(accuracy(KnownAnswer.HALF_SIDE, answer(KnownAnswer.HALF_SIDE))).isGreaterThan(0.95);
  }

  /** Three classes, guessed at half the side whatever is wide. */
  @Test
  void theFullSideIsNeeded() throws IOException {
    assertThat(accuracy(KnownAnswer.FULL_SIDE, answer(KnownAnswer.FULL_SIDE))).isGreaterThan(0.95);
    assertThat(accuracy(KnownAnswer.FULL_SIDE, 0, 1, 1)).isBetween(0.25, 0.42);
  }
}
