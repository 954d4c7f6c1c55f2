package org.fbnetspark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.ExperimentGoal;
import org.fbnetspark.search.Limit;
import org.fbnetspark.search.Target;
import org.junit.jupiter.api.Test;

class GoalsSectionTest {

  private static String refusal(String goals, String... others) {
    String[] overrides = new String[others.length + 1];
    overrides[0] = "search.goals=" + goals;
    System.arraycopy(others, 0, overrides, 1, others.length);
    return ExperimentTest.refusal(overrides);
  }

  @Test
  void aGoalIsTheSearchThatItsKeysWouldMakeAlone() {
    Experiment experiment =
        ExperimentTest.read(
            "search.goals=[{name=phone, latency-table=tables/phone.json, target-latency-millis=12},"
                + " {kind=macs, target-macs=2000000}, {kind=parameters}]",
            "seed=5");

    assertThat(experiment.goals()).hasSize(3);
    Experiment phone =
        ExperimentTest.read(
            "cost.latency-table=tables/phone.json", "search.target-latency-millis=12", "seed=5");
    Experiment board = ExperimentTest.read("cost.kind=macs", "search.target-macs=2e6", "seed=5");
    Experiment free = ExperimentTest.read("cost.kind=parameters", "seed=5");
    assertThat(experiment.goals())
        .extracting(ExperimentGoal::experiment)
        .extracting(Experiment::search, Experiment::costs)
        .containsExactly(
            tuple(phone.search(), phone.costs()),
            tuple(board.search(), board.costs()),
            tuple(free.search(), free.costs()));
    assertThat(experiment.search()).isEqualTo(phone.search());
    assertThat(ConfigFile.parse(experiment.goals().get(1).config(), "kept", List.of()).experiment())
        .isEqualTo(board);
  }

  @Test
  void whatAGoalLeavesOutIsAsTheKeysOfTheSearchSay() {
    Experiment experiment =
        ExperimentTest.read(
            "search.goals=[{target-macs=1e6}, {name=free, target-macs=null, target-parameters=null}]",
            "cost.kind=macs",
            "search.target-macs=3e6",
            "search.target-parameters=4e5");

    assertThat(experiment.goals())
        .extracting(ExperimentGoal::name)
        .containsExactly("1000000macs", "free");
    Experiment first = experiment.goals().get(0).experiment();
    assertThat(first.search().target()).map(Target::cost).contains(1e6);
    assertThat(first.search().limits()).containsExactly(new Limit(CostKind.PARAMETERS, 4e5));
    assertThat(first.search().loss()).isInstanceOf(HardwareLoss.ToTarget.class);
    Experiment second = experiment.goals().get(1).experiment();
    assertThat(second.search().target()).isEqualTo(Optional.empty());
    assertThat(second.search().loss()).isInstanceOf(HardwareLoss.Fbnet.class);
  }

  @Test
  void theConfigurationOfAllReadsBack() {
    ConfigFile config =
        ConfigFile.load(
            Optional.empty(),
            List.of("search.goals=[{target-latency-millis=1},{target-latency-millis=2.5}]"));
    Experiment again = ConfigFile.parse(config.render(), "kept", List.of()).experiment();
    assertThat(again).isEqualTo(config.experiment());
    assertThat(again.goals()).extracting(ExperimentGoal::name).containsExactly("1ms", "2.5ms");
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    assertThat(refusal("[{target-macs=1}]", "cost.kind=macs")).contains("search.goals", "2 to 64");
    assertThat(refusal("[]")).contains("search.goals", "2 to 64").doesNotContain("index");
    assertThat(refusal("[{name=a},{name=A}]")).contains("two goals A", "name of its own");
    assertThat(refusal("[{name=\"../a\"},{name=b}]")).contains("search.goals[0].name", "folder");
    assertThat(refusal("[{},{name=b}]")).contains("search.goals[0].name", "may leave it out");
    assertThat(refusal("[{name=a, target-mac=1},{name=b}]"))
        .contains("search.goals[0].target-mac", "unknown key", "target-macs");
    assertThat(refusal("[{name=a},{name=b}]", "search.epoch=3", "search.batch=0"))
        .contains("search.epoch =", "search.batch =", "2 problems")
        .doesNotContain("search.goals");
    assertThat(refusal("3")).contains("search.goals", "list of objects");
    assertThat(refusal("[{name=a},{name=b, target-macs=-1, kind=macs}]"))
        .contains("search.goals[1]: search.target-macs = -1", "above 0");
    assertThat(refusal("[{name=a},{name=b, target-macs=5}]"))
        .contains("search.goals[1]: search.target-macs = 5", "belongs to cost.kind macs");
  }
}
