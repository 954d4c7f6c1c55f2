package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.space.CellOp;
import org.fbnetspark.domain.space.Genotype;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.search.GoalOutcome;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** DARTS on the loop that every space has: a step of theta for each step of the weights. */
class CellSearchTest {

  private static final String CONFIG =
      """
      data.augmentation { crop = centre, flip = false }
      space {
        name = cells
        input = [8, 8, 3]
        cells = 3
        width = 4
        nodes = 1
        ops = [none, skip_connect, max_pool_3x3, sep_conv_3x3]
        derived-cells = 4
        derived-width = 6
      }
      cost.kind = macs
      profile { runtime = engine, max-seconds = 0.02, warm-up-max-seconds = 0.01, passes = 2 }
      search {
        epochs = 2
        warmup-epochs = 0
        shards = 2
        batch = 16
        alternation = 1
        gate-rule = softmax
        weights.steps-per-round = 1
        theta.learning-rate = 0.05
        loss { form = fbnet, beta = 0 }
      }
      derive.samples = 3
      """;

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  private static Experiment experiment(String... own) {
    List<String> all =
        Stream.concat(
                Stream.of("seed=3", "data.path=\"" + SPARK.stripes() + "\""), Arrays.stream(own))
            .toList();
    return ConfigFile.parse(CONFIG, "a test", all).experiment();
  }

  private SearchSummary run(String name, boolean resume, String... own) throws IOException {
    return goals(name, resume, own).get(0).summary();
  }

  private List<GoalOutcome> goals(String name, boolean resume, String... own) throws IOException {
    return new SearchJob(
            SPARK.context(),
            experiment(own),
            SmallSearch.start(directory.resolve(name), resume),
            lines::add)
        .run();
  }

  @Test
  void cellsAreSearchedDerivedAndResumed() throws IOException {
    SearchSummary whole = run("whole", false);
    Network network = whole.architecture();
    assertThat(network.fixed()).isTrue();
    assertThat(network.nodes().stream().filter(node -> node.name().endsWith(".output"))).hasSize(4);
    Genotype genotype = Genotype.of(network).orElseThrow();
    assertThat(genotype.normal()).hasSize(2).noneMatch(edge -> edge.op() == CellOp.NONE);
    assertThat(lines).anyMatch(line -> line.contains("genotype    " + genotype.text()));
    assertThat(directory.resolve("whole/summary.json")).content().contains(genotype.text());
    assertThat(directory.resolve("whole/report.html"))
        .content()
        .contains("sep_conv_3x3", "Genotype(normal=[(");
    byte[] file = Files.readAllBytes(directory.resolve("whole/architecture.json"));
    assertThat(ArchitectureJson.read(file, "architecture")).isEqualTo(network);
    assertThat(whole.samples()).isEqualTo(3);

    Files.delete(directory.resolve("whole/checkpoints/epoch-000002.state"));
    SearchSummary resumed = run("whole", true);
    assertThat(lines).anyMatch(line -> line.startsWith("resuming after 1 epochs"));
    assertThat(resumed.thetaSha256()).isEqualTo(whole.thetaSha256());
    assertThat(resumed.weightsSha256()).isEqualTo(whole.weightsSha256());
  }

  /** Each of the rules changes what is trained or derived, and nothing else does. */
  @Test
  void rulesOfSkipsAct() throws IOException {
    String plain = run("plain", false, "search.epochs=1").thetaSha256();
    assertThat(run("capped", false, "search.epochs=1", "space.most-skips=0"))
        .satisfies(capped -> assertThat(capped.thetaSha256()).isEqualTo(plain))
        .satisfies(
            capped ->
                assertThat(Genotype.of(capped.architecture()).orElseThrow().normal())
                    .noneMatch(edge -> edge.op() == CellOp.SKIP));
    assertThat(run("extra", false, "search.epochs=1", "space.extra-skip=1").thetaSha256())
        .isNotEqualTo(plain);
  }

  /** Of cells that can be nothing but skips there are as many from the first epoch on. */
  @Test
  void theSearchEndsAtSoManySkips() throws IOException {
    String skips = "space.ops=[none, skip_connect]";
    assertThat(run("on", false, skips).epochs()).isEqualTo(2);
    assertThat(run("ended", false, skips, "space.stop-at-skips=2").epochs()).isEqualTo(1);
  }

  /** Two of the normal cell are fewer than three, though with the other cell's there are four. */
  @Test
  void theSearchGoesOnWhereTheNormalCellHasFewerSkips() throws IOException {
    SearchSummary summary =
        run("on", false, "space.ops=[none, skip_connect]", "space.stop-at-skips=3");
    assertThat(summary.epochs()).isEqualTo(2);
    Genotype genotype = Genotype.of(summary.architecture()).orElseThrow();
    for (boolean reduction : new boolean[] {false, true}) {
      assertThat(genotype.of(reduction)).hasSize(2).allMatch(edge -> edge.op() == CellOp.SKIP);
    }
  }

  /** One op of each edge by Gumbel's noise: Dong, Yang, GDAS (arXiv 1910.04465). */
  @Test
  void hardGatesLeadElsewhereThanMixtures() throws IOException {
    String mixed = run("mixed", false, "search.epochs=1").thetaSha256();
    SearchSummary hard = run("hard", false, "search.epochs=1", "search.gate-rule=gumbel-hard");
    assertThat(Genotype.of(hard.architecture())).isPresent();
    assertThat(hard.expectedCost()).isFinite().isPositive();
    assertThat(hard.thetaSha256()).isNotEqualTo(mixed);
  }

  @Test
  void theSecondOrderLeadsElsewhereAndAlwaysToTheSameBits() throws IOException {
    String first = run("first", false, "search.epochs=1").thetaSha256();
    String second = "search.theta.order=second";
    SearchSummary once = run("once", false, "search.epochs=1", second);
    SearchSummary again = run("again", false, "search.epochs=1", second);
    assertThat(once.thetaSha256()).isNotEqualTo(first).isEqualTo(again.thetaSha256());
    assertThat(once.weightsSha256()).isEqualTo(again.weightsSha256());
  }

  /** Goals that want the same are each trained as a search for one of them is. */
  @Test
  void eachOfSeveralGoalsLooksAheadFromItsOwnGatesAndEnds() throws IOException {
    String[] second = {"search.epochs=1", "search.theta.order=second"};
    SearchSummary alone = run("alone", false, second);
    String twins = "search.goals=[{name = a}, {name = b}]";
    List<GoalOutcome> both = goals("both", false, second[0], second[1], twins);
    assertThat(both)
        .extracting(goal -> goal.summary().thetaSha256())
        .containsExactly(alone.thetaSha256(), alone.thetaSha256());
    assertThat(both.get(1).summary().weightsSha256()).isEqualTo(alone.weightsSha256());
    assertThat(directory.resolve("both/goals/b/genotype.json"))
        .content()
        .contains("Genotype(normal=");

    String skips = "space.ops=[none, skip_connect]";
    assertThat(goals("ended", false, skips, "space.stop-at-skips=2", twins))
        .allMatch(goal -> goal.summary().epochs() == 1);
  }

  @Test
  void cellsAreLedToALatency() throws IOException {
    SearchSummary summary = run("latency", false, "search.epochs=1", "cost.kind=latency");
    assertThat(summary.costKind()).isEqualTo(CostKind.LATENCY);
    assertThat(1000 * summary.predictedLatencyMillis())
        .isCloseTo(summary.predictedCost(), withinPercentage(1e-3));
    assertThat(summary.measuredLatencyMillis()).isPresent();
    assertThat(directory.resolve("latency/latency-table.json"))
        .content()
        .contains("\"sep_k3\"", "\"reduce\"", "\"max_k3\"")
        .doesNotContain("_plain", "\"none\"");
  }

  @Test
  void cellsAreLedToMacs() throws IOException {
    String[] all = {"search.epochs=1", "space.nodes=2", "search.target-tolerance=0.1"};
    double free = run("free", false, all[0], all[1]).predictedCost();
    String target = "search.target-macs=" + Math.round(1.2 * free);
    SearchSummary led = run("led", false, all[0], all[1], all[2], target);
    assertThat(led.predictedCost()).isEqualTo(led.architecture().macs());
    assertThat(led.predictedCost()).isBetween(1.08 * free, 1.32 * free);
  }
}
