package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.cost.CostUnder;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.domain.train.WeightOutcome;
import org.fbnetspark.search.Alternation;
import org.fbnetspark.search.Checkpoints;
import org.fbnetspark.search.Goal;
import org.fbnetspark.search.Round;
import org.fbnetspark.search.SearchLoop;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SparkWorkersTest {

  private static final SparkWorkers.RoundWatch UNWATCHED = (epoch, phase, round, done, tasks) -> {};

  @TempDir Path directory;

  private final List<Epoch> reports = new ArrayList<>();

  private SearchState search(String master, DatasetManifest data, SearchSettings settings) {
    try (JavaSparkContext spark = LocalSpark.start(master);
        SparkWorkers workers =
            new SparkWorkers(spark, settings, SmallSearch.run(data, settings), UNWATCHED)) {
      return new SearchLoop(
              settings,
              List.of(Goal.only(settings, SmallSearch.health())),
              workers,
              new Forgetful(),
              new Reports())
          .run(SmallSearch.initial());
    }
  }

  /** Of each kind of gates, and of rewards. */
  static Stream<SearchSettings> methods() {
    Alternation rounds = new Alternation.Rounds(1);
    return Stream.of(
        SmallSearch.settings(2),
        SmallSearch.settings(2, rounds, new GateRule.Paths(1), CostUnder.THETA),
        SmallSearch.settings(2, rounds, new GateRule.Paths(2), CostUnder.PAIR),
        SmallSearch.settings(2, rounds, GateRule.Paths.kept(), CostUnder.GATES),
        SmallSearch.reinforced(2, new HardwareLoss.Reward(0.1, 1e5)));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theNumberOfSlotsDoesNotChangeABit(SearchSettings settings) throws IOException {
    DatasetManifest data = SmallSearch.data(directory);

    SearchState one = search("local[1]", data, settings);
    SearchState two = search("local[2]", data, settings);

    assertThat(two.thetas()).isEqualTo(one.thetas());
    assertThat(two).isEqualTo(one);
    assertThat(one.thetas()).isNotEqualTo(SmallSearch.initial().thetas());
  }

  @Test
  void theSupernetLearnsAndEverySplitIsSeenOnceAnEpoch() throws IOException {
    DatasetManifest data = SmallSearch.data(directory);
    search("local[2]", data, SmallSearch.settings(4));

    Epoch first = reports.get(0);
    Epoch last = reports.get(3);
    // Shards have 58, 42, 35 and 48 examples to train the weights, in batches of 8.
    assertThat(value(first, "weights/examples")).isEqualTo(8 * (7 + 5 + 4 + 6));
    // And 15, 10, 9 and 12 to train theta.
    assertThat(value(last, "theta/examples")).isEqualTo(8 * 4);
    assertThat(value(last, "weights/loss")).isLessThan(0.6 * value(first, "weights/loss"));
    assertThat(value(last, "theta/accuracy")).isGreaterThan(0.6);
  }

  private static double value(Epoch epoch, String figure) {
    return epoch.value(figure).orElseThrow();
  }

  /** A pass over theta's split is one round here, and an epoch has three: no batch comes twice. */
  @Test
  void thetaGoesOnThroughItsSplitFromRoundToRound() throws IOException {
    DatasetManifest data = SmallSearch.data(directory);
    SearchSettings settings = SmallSearch.settings(3, new Alternation.Rounds(1));
    SearchState one = search("local[1]", data, settings);

    assertThat(value(reports.get(2), "theta/examples")).isEqualTo(3 * 8 * 4);
    assertThat(one.goals().get(0).moments().steps()).isEqualTo(2 * 3);
    assertThat(search("local[2]", data, settings)).isEqualTo(one);
  }

  @Test
  void aShardThatDivergesIsLeftOutAndNamed() throws IOException {
    DatasetManifest data = SmallSearch.data(directory);
    SearchSettings settings = SmallSearch.settings(1);
    SearchState start = SmallSearch.initial();
    try (JavaSparkContext spark = LocalSpark.start("local[2]");
        SparkWorkers workers =
            new SparkWorkers(spark, settings, SmallSearch.run(data), UNWATCHED)) {
      Round round = new Round(0, 0, start.thetas(), 5);
      WeightOutcome outcome = workers.trainWeights(round, Float.MAX_VALUE, start.weights());

      assertThat(outcome.tally().dropped()).containsExactly(0, 1, 2, 3);
      assertThat(outcome.tally().examples()).isZero();
      assertThat(outcome.weights()).isEqualTo(start.weights());
    }
  }

  private static final class Forgetful implements Checkpoints {
    @Override
    public Optional<SearchState> latest() {
      return Optional.empty();
    }

    @Override
    public void commit(SearchState state) {}
  }

  private final class Reports implements TrainingProgress {
    @Override
    public void started(int epochs, List<Integer> rounds) {}

    @Override
    public void round(Round round) {}

    @Override
    public void epoch(Epoch epoch) {
      reports.add(epoch);
    }
  }
}
