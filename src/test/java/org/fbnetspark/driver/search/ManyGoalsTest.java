package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.ExperimentGoal;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunFiles;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.GoalOutcome;
import org.fbnetspark.search.GoalsRecord;
import org.fbnetspark.search.SearchRecord;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.Target;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One supernet that is trained for several goals. */
class ManyGoalsTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final CostTable MACS = CostTable.macs(SmallSearch.SPACE);
  private static final CostTable PARAMETERS = CostTable.parameters(SmallSearch.SPACE);

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  private static Experiment experiment(Path data) {
    Experiment whole = SmallSearch.experiment(data, 3);
    return whole.towards(
        List.of(
            goal(whole, "small", CostKind.MACS, MACS, 0.25),
            goal(whole, "large", CostKind.MACS, MACS, 0.75),
            goal(whole, "light", CostKind.PARAMETERS, PARAMETERS, 0.4)));
  }

  private static ExperimentGoal goal(
      Experiment whole, String name, CostKind kind, CostTable costs, double share) {
    double cost = costs.cheapest() + share * (costs.dearest() - costs.cheapest());
    SearchSettings search =
        Changed.of(whole.search(), new HardwareLoss.ToTarget(), Optional.of(new Target(cost, 0.1)));
    return new ExperimentGoal(
        name,
        Changed.of(whole, search, new CostSettings(kind, Optional.empty(), false)),
        "seed = 1\n");
  }

  private List<GoalOutcome> run(Experiment experiment, Path run, boolean resume)
      throws IOException {
    return new SearchJob(
            SPARK.context(),
            experiment,
            new RunStart(run.toString(), resume, "seed = 1\n"),
            lines::add)
        .run();
  }

  private static List<String> thetas(List<GoalOutcome> outcomes) {
    return outcomes.stream().map(one -> one.summary().thetaSha256()).toList();
  }

  @Test
  void eachGoalHasTheFolderOfASearchForItAlone() throws IOException {
    Experiment experiment = experiment(SPARK.stripes());
    Path run = directory.resolve("run");
    List<GoalOutcome> outcomes = run(experiment, run, false);

    assertThat(outcomes).extracting(GoalOutcome::name).containsExactly("small", "large", "light");
    assertThat(outcomes).noneMatch(one -> one.summary().missed());
    assertThat(thetas(outcomes)).doesNotHaveDuplicates();
    assertThat(outcomes.stream().map(one -> one.summary().weightsSha256()).distinct()).hasSize(1);
    RunFiles files = RunFiles.at(Storage.standard(), run.toString());
    GoalsRecord read = files.goals(experiment.search(), experiment.goalSettings());
    assertThat(read.run().goals()).containsExactly("small", "large", "light");
    assertThat(read.goals())
        .extracting(SearchRecord::summary)
        .containsExactlyElementsOf(
            outcomes.stream().map(GoalOutcome::summary).map(Optional::of).toList());
    assertThat(run.resolve("summary.json"))
        .content()
        .contains("fbnet-spark/goals-summary", "large");
    assertThat(read.run().epochs().get(2).value("small/macs/expected"))
        .isEqualTo(read.goals().get(0).run().epochs().get(2).value("macs/expected"))
        .isPresent();
    for (String page : List.of("report.html", "goals/small/report.html")) {
      assertThat(run.resolve(page)).content().contains("<html", "small");
    }
    assertThat(lines).contains("goal 1 of 3: small", "goal 3 of 3: light");
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).contains("small E[macs]", "light E[parameters]"));
  }

  @Test
  void aSearchThatGoesOnGivesTheBitsOfTheWholeOne() throws IOException {
    Experiment experiment = experiment(SPARK.stripes());
    List<GoalOutcome> whole = run(experiment, directory.resolve("whole"), false);
    Path run = directory.resolve("run");
    run(experiment, run, false);
    Files.delete(run.resolve("checkpoints/epoch-000003.state"));

    List<GoalOutcome> resumed = run(experiment, run, true);

    assertThat(thetas(resumed)).isEqualTo(thetas(whole));
    assertThat(resumed.get(0).summary().weightsSha256())
        .isEqualTo(whole.get(0).summary().weightsSha256());
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(3);
    assertThat(Files.readAllLines(run.resolve("goals/large/metrics.jsonl"))).hasSize(3);
  }

  @Test
  void theFolderOfAGoalIsNoRunToGoOnWith() throws IOException {
    Experiment experiment = experiment(SPARK.stripes());
    Path run = directory.resolve("run");
    run(experiment, run, false);

    assertThatThrownBy(
            () -> run(SmallSearch.experiment(SPARK.stripes(), 3), run.resolve("goals/small"), true))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("is the goal small of a search for several");
  }

  @Test
  void aTargetOutOfReachIsRefusedWithItsGoal() {
    Experiment whole = SmallSearch.experiment(SPARK.stripes(), 3);
    Experiment experiment =
        whole.towards(
            List.of(
                goal(whole, "fine", CostKind.MACS, MACS, 0.5),
                goal(whole, "far", CostKind.MACS, MACS, 1.5)));

    assertThatThrownBy(() -> run(experiment, directory.resolve("run"), false))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageStartingWith("goal far: search.target-macs is");
    assertThat(directory.resolve("run/manifest.json")).doesNotExist();
  }
}
