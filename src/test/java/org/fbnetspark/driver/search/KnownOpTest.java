package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.testing.KnownAnswer;
import org.fbnetspark.testing.KnownPairs;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches by the papers' methods for the one op that a data set needs. The property {@code
 * answers} is the number of seeds.
 *
 * <p>Paths: classes differ in how pixels stand beside each other and in nothing else, so that what
 * has no window guesses, and a larger block costs more for nothing.
 *
 * <p>Cells, on {@link KnownPairs}: of the ops the separable convolution alone has a window, and
 * brings both dots of a pair before a ReLU. One edge of a cell suffices for that.
 */
class KnownOpTest {

  private static final int SEEDS = Integer.getInteger("answers", 1);

  private enum Method {
    DARTS_FIRST_ORDER("search.theta.order=first"),
    DARTS_SECOND_ORDER("search.theta.order=second"),
    ONE_PATH("search.gate-rule=one-path"),
    TWO_PATHS("search.gate-rule=two-paths", "search.loss.cost-under=pair"),
    ALL_PATHS("search.gate-rule=all-paths"),
    REINFORCE(
        "search.gate-rule=one-path",
        "search.theta.rule=reinforce",
        "search.loss={form=reward, beta=0.4, scale=150000}");

    private final List<String> keys;

    Method(String... keys) {
      this.keys = List.of(keys);
    }

    private boolean ofCells() {
      return this == DARTS_FIRST_ORDER || this == DARTS_SECOND_ORDER;
    }
  }

  private static final String COMMON =
      """
      engine = onednn
      data.augmentation { crop = centre, flip = false }
      cost.kind = macs
      search { epochs = 12, shards = 2, batch = 32, theta.learning-rate = 0.1 }
      derive.samples = 0
      """;

  private static final String PATHS =
      """
      space {
        name = window
        input = [12, 12, 3]
        stem = { kernel = 1, width = 8, stride = 1 }
        stages = [{ width = 8, layers = 1, stride = 1 }]
        candidates = [skip, mb_k3_e3, mb_k5_e6]
        last-width = 64
      }
      search {
        warmup-epochs = 3
        weights.steps-per-round = 10
        loss { form = linear, alpha = 0.4, scale = 100000, cost-under = theta }
      }
      """;

  private static final String CELLS =
      """
      space {
        name = cell
        input = [12, 12, 3]
        cells = 3
        width = 8
        nodes = 1
        ops = [none, skip_connect, sep_conv_3x3]
      }
      search {
        warmup-epochs = 0
        alternation = 1
        gate-rule = softmax
        weights { steps-per-round = 1, learning-rate = 0.1 }
        loss { form = fbnet, beta = 0 }
      }
      """;

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  static Stream<Arguments> searches() {
    return Arrays.stream(Method.values())
        // A round for each step takes a minute: cells are for the profile with several seeds.
        .filter(method -> SEEDS > 1 || !method.ofCells())
        .flatMap(
            method ->
                LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> Arguments.of(method, seed)));
  }

  @ParameterizedTest
  @MethodSource("searches")
  void theOpThatSolvesItIsFound(Method method, long seed) throws IOException {
    Path folder = directory.resolve("data");
    Path data =
        method.ofCells()
            ? KnownPairs.prepared(folder, seed)
            : KnownAnswer.FULL_SIDE.prepared(folder, seed);
    Stream<String> own = Stream.of("seed=" + seed, "data.path=\"" + data + "\"");
    String text = COMMON + (method.ofCells() ? CELLS : PATHS);
    Experiment experiment =
        ConfigFile.parse(text, "a test", Stream.concat(own, method.keys.stream()).toList())
            .experiment();
    List<String> picks =
        new SearchJob(
                SPARK.context(),
                experiment,
                SmallSearch.start(directory.resolve("run"), false),
                line -> {})
            .run()
            .get(0)
            .summary()
            .picks();
    if (method.ofCells()) {
      // Two edges of the normal cell, then two of the one that reduces, which the last two are.
      assertThat(picks.subList(2, 4)).contains("sep_conv_3x3");
    } else {
      assertThat(picks).containsExactly("mb_k3_e3");
    }
  }
}
