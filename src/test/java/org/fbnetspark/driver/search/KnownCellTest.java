package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.KnownPairs;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches by DARTS for the op that a data set needs ({@link KnownPairs}): of the three the
 * separable convolution alone has a window, and brings both dots of a pair before a ReLU. One edge
 * of a cell suffices for that. The property {@code answers} is the number of seeds.
 */
class KnownCellTest {

  private static final int SEEDS = Integer.getInteger("answers", 1);

  private static final Map<String, String> ORDERS =
      Map.of("first", "search.theta.order=first", "second", "search.theta.order=second");

  private static final String CONFIG =
      """
      engine = onednn
      data.augmentation { crop = centre, flip = false }
      space {
        name = cell
        input = [12, 12, 3]
        cells = 3
        width = 8
        nodes = 1
        ops = [none, skip_connect, sep_conv_3x3]
      }
      cost.kind = macs
      search {
        epochs = 12
        warmup-epochs = 0
        shards = 2
        batch = 32
        alternation = 1
        gate-rule = softmax
        weights { steps-per-round = 1, learning-rate = 0.1 }
        theta.learning-rate = 0.1
        loss { form = fbnet, beta = 0 }
      }
      derive.samples = 0
      """;

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  static Stream<Arguments> searches() {
    return ORDERS.keySet().stream()
        .sorted()
        .flatMap(
            order -> LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> Arguments.of(order, seed)));
  }

  @ParameterizedTest
  @MethodSource("searches")
  void theOpThatSeesBothDotsIsFound(String order, long seed) throws IOException {
    Path data = KnownPairs.prepared(directory.resolve("data"), seed);
    List<String> own = List.of("seed=" + seed, "data.path=\"" + data + "\"", ORDERS.get(order));
    Experiment experiment = ConfigFile.parse(CONFIG, "a test", own).experiment();
    SearchSummary summary =
        new SearchJob(
                SPARK.context(),
                experiment,
                SmallSearch.start(directory.resolve("run"), false),
                line -> {})
            .run()
            .get(0)
            .summary();
    // Two edges of the normal cell, then two of the one that reduces, which the last two cells are.
    assertThat(summary.picks().subList(2, 4)).contains("sep_conv_3x3");
  }
}
