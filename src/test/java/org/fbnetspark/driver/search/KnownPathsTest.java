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
import org.fbnetspark.testing.KnownAnswer;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches by drawn paths for the one op that a data set needs: its classes differ in how pixels
 * stand beside each other and in nothing else, so what has no window guesses, and a larger block
 * costs more for nothing. The property {@code answers} is the number of seeds.
 */
class KnownPathsTest {

  private static final int SEEDS = Integer.getInteger("answers", 1);

  /** What makes each method of the one search. */
  private static final Map<String, List<String>> METHODS =
      Map.of(
          "one path", List.of("search.gate-rule=one-path"),
          "two paths", List.of("search.gate-rule=two-paths", "search.loss.cost-under=pair"),
          "all paths", List.of("search.gate-rule=all-paths"),
          "reinforce",
              List.of(
                  "search.gate-rule=one-path",
                  "search.theta.rule=reinforce",
                  "search.loss={form=reward, beta=0.4, scale=150000}"));

  private static final String CONFIG =
      """
      engine = onednn
      data.augmentation { crop = centre, flip = false }
      space {
        name = window
        input = [12, 12, 3]
        stem = { kernel = 1, width = 8, stride = 1 }
        stages = [{ width = 8, layers = 1, stride = 1 }]
        candidates = [skip, mb_k3_e3, mb_k5_e6]
        last-width = 64
      }
      cost.kind = macs
      search {
        epochs = 12
        warmup-epochs = 3
        shards = 2
        batch = 32
        weights.steps-per-round = 10
        theta.learning-rate = 0.1
        loss { form = linear, alpha = 0.4, scale = 100000, cost-under = theta }
      }
      derive.samples = 0
      """;

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  static Stream<Arguments> searches() {
    return METHODS.keySet().stream()
        .sorted()
        .flatMap(
            method ->
                LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> Arguments.of(method, seed)));
  }

  @ParameterizedTest
  @MethodSource("searches")
  void theWindowIsFoundAndNothingLarger(String method, long seed) throws IOException {
    Path data = KnownAnswer.FULL_SIDE.prepared(directory.resolve("data"), seed);
    Stream<String> own = Stream.of("seed=" + seed, "data.path=\"" + data + "\"");
    Experiment experiment =
        ConfigFile.parse(
                CONFIG, "a test", Stream.concat(own, METHODS.get(method).stream()).toList())
            .experiment();
    SearchSummary summary =
        new SearchJob(
                SPARK.context(),
                experiment,
                SmallSearch.start(directory.resolve("run"), false),
                line -> {})
            .run()
            .get(0)
            .summary();
    assertThat(summary.picks()).containsExactly("mb_k3_e3");
  }
}
