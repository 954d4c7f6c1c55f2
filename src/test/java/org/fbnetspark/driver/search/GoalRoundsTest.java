package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.train.TrainingProgress;
import org.fbnetspark.executor.GoalLoss;
import org.fbnetspark.executor.SearchRun;
import org.fbnetspark.search.Checkpoints;
import org.fbnetspark.search.Goal;
import org.fbnetspark.search.GoalState;
import org.fbnetspark.search.SearchHealth;
import org.fbnetspark.search.SearchLoop;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds of a search for several goals. */
class GoalRoundsTest {

  private static final CostTable MACS = CostTable.macs(SmallSearch.SPACE);
  private static final CostTable PARAMETERS = CostTable.parameters(SmallSearch.SPACE);

  @TempDir Path directory;

  private static SearchState search(
      String master, DatasetManifest data, SearchSettings settings, List<CostTable> costs) {
    SearchRun one = SmallSearch.run(data);
    HardwareLoss loss = settings.loss();
    SearchRun run =
        new SearchRun(
            one.training(),
            one.gates(),
            one.costUnder(),
            costs.stream().map(table -> new GoalLoss(table, loss, List.of())).toList());
    List<Goal> goals = new ArrayList<>();
    for (CostTable table : costs) {
      SearchHealth health = SearchHealth.of(SmallSearch.SPACE, table, List.of(), settings);
      goals.add(new Goal("goal" + goals.size(), settings, health));
    }
    SearchState initial = SmallSearch.initial();
    try (JavaSparkContext spark = LocalSpark.start(master);
        SparkWorkers workers =
            new SparkWorkers(spark, settings, run, (epoch, phase, round, done, tasks) -> {})) {
      return new SearchLoop(settings, goals, workers, new Forgetful(), new Silent())
          .run(
              SearchState.initial(
                  initial.seed(),
                  Collections.nCopies(costs.size(), initial.thetas().get(0)),
                  initial.weights()));
    }
  }

  /** Each must get what it would get alone, so goals that are one and the same change nothing. */
  @Test
  void goalsThatAreOneGiveTheBitsOfOne() throws IOException {
    DatasetManifest data = SmallSearch.data(directory);
    SearchSettings settings = SmallSearch.settings(3);
    SearchState one = search("local[2]", data, settings, List.of(MACS));
    SearchState three = search("local[2]", data, settings, List.of(MACS, MACS, MACS));

    assertThat(three.weights()).isEqualTo(one.weights());
    assertThat(three.goals())
        .isEqualTo(Collections.nCopies(3, one.goals().get(0)))
        .isNotEqualTo(
            Collections.nCopies(3, GoalState.initial(SmallSearch.initial().thetas().get(0))));
  }

  @Test
  void theNumberOfSlotsDoesNotChangeABitOfAnyGoal() throws IOException {
    DatasetManifest data = SmallSearch.data(directory);
    SearchSettings settings = SmallSearch.settings(3);
    List<CostTable> costs = List.of(MACS, PARAMETERS, MACS);
    SearchState one = search("local[1]", data, settings, costs);

    assertThat(search("local[2]", data, settings, costs)).isEqualTo(one);
    assertThat(one.thetas().get(0))
        .isEqualTo(one.thetas().get(2))
        .isNotEqualTo(one.thetas().get(1));
    assertThat(one.weights())
        .as("weights under thetas that differ")
        .isNotEqualTo(search("local[2]", data, settings, List.of(MACS)).weights());
  }

  private static final class Forgetful implements Checkpoints {
    @Override
    public Optional<SearchState> latest() {
      return Optional.empty();
    }

    @Override
    public void commit(SearchState state) {}
  }

  private static final class Silent implements TrainingProgress {
    @Override
    public void started(int epochs, List<Integer> rounds) {}

    @Override
    public void round(Round round) {}

    @Override
    public void epoch(Epoch epoch) {}
  }
}
