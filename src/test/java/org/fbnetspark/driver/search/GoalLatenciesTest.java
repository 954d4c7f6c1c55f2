package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.driver.profile.ProfileWorkers;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.net.Engine;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.search.GoalOutcome;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.Target;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Goals of one supernet that are latencies of devices, by the table of each. */
class GoalLatenciesTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  // One try: others would follow what this machine takes, which the table made up does not tell.
  private static final String SMALL =
      """
      prepare {
        source = generated, side = null, train-shards = 2
        generated { classes = 3, side = 8, train = 120, test = 6 }
      }
      space {
        name = small, input = [8, 8, 3], stem = { kernel = 3, width = 6, stride = 1 }
        stages = [{ width = 6, layers = 1, stride = 1 }, { width = 8, layers = 2, stride = 2 }]
        candidates = [mb_k3_e1, mb_k5_e1_g2, skip], last-width = 12
      }
      search {
        epochs = 2, warmup-epochs = 1, shards = 2, batch = 8, weights.steps-per-round = 2
        target-tolerance = 0.1, target-tries = 1, finalists = 2, finalist-epochs = 1
      }
      retrain { recipe = small-images, shards = 2, batch = 8 }
      profile {
        runtime = engine, interval-share = 0.05, max-seconds = 0.02, warm-up-max-seconds = 0.02
        slice-seconds = 0.001, passes = 2, repeats = 0
      }
      run.progress-seconds = 0
      """;

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  /** Times of a device on which one op is much quicker than another. */
  private static LatencyTable table(LatencySetting setting, Map<String, Double> micros) {
    LatencyTable.Builder table = LatencyTable.builder(setting);
    for (ProfileEntry entry : ProfileEntry.of(SmallSearch.SPACE)) {
      table.add(entry.key(), new LatencyRow(micros.getOrDefault(entry.key().op(), 10.0)));
    }
    return table.build();
  }

  private LatencySetting here() {
    return new ProfileWorkers(
            SPARK.context(), SmallSearch.profile("unused", 0, 0), Engine.AUTO, 1, lines::add)
        .devices()
        .get(0)
        .setting();
  }

  /** A quick and a slow goal by a table, as a configuration tells them. */
  private String goals(String name, LatencyTable table) throws IOException {
    Path file = directory.resolve(name + ".json");
    Files.write(file, LatencyTableJson.write(table));
    CostTable costs = CostTable.latency(SmallSearch.SPACE, table);
    double range = costs.dearest() - costs.cheapest();
    return String.format(
        Locale.ROOT,
        "{ name = quick-%1$s, latency-table = \"%2$s\", target-latency-millis = %3$s }\n"
            + "{ name = slow-%1$s, latency-table = \"%2$s\", target-latency-millis = %4$s }\n",
        name,
        file,
        (costs.cheapest() + 0.3 * range) / 1000,
        (costs.cheapest() + 0.7 * range) / 1000);
  }

  @Test
  void eachGoalMeetsItsTargetByItsTableAndThoseOfThisMachineAreTimed() throws IOException {
    LatencyTable here = table(here(), Map.of("skip", 0.0, "mb_k3_e1", 30.0, "mb_k5_e1_g2", 90.0));
    LatencyTable phone =
        table(
            new LatencySetting("phone", "onnxruntime 1", "fp32", 1, 1),
            Map.of("skip", 0.0, "mb_k3_e1", 900.0, "mb_k5_e1_g2", 400.0));
    String config =
        SMALL + "search.goals = [" + goals("here", here) + goals("phone", phone) + "]\n";
    Path run = directory.resolve("run");

    List<GoalOutcome> outcomes =
        new SearchJob(
                SPARK.context(),
                ConfigFile.parse(config, "a test", List.of()).experiment(),
                new RunStart(run.toString(), false, config),
                lines::add)
            .run();

    assertThat(outcomes)
        .extracting(GoalOutcome::name)
        .containsExactly("quick-here", "slow-here", "quick-phone", "slow-phone");
    assertThat(outcomes.stream().map(one -> one.summary().thetaSha256())).doesNotHaveDuplicates();
    List<String> pareto = Files.readAllLines(run.resolve("pareto.csv"));
    assertThat(pareto).hasSize(5);
    for (GoalOutcome outcome : outcomes) {
      boolean timed = outcome.name().endsWith("here");
      holds(run.resolve("goals/" + outcome.name()), outcome.summary(), timed ? here : phone, timed);
      assertThat(pareto)
          .filteredOn(line -> line.startsWith(outcome.name() + ",latency,us,"))
          .singleElement(STRING)
          .contains(figures(outcome.summary()));
    }
  }

  private static void holds(Path goal, SearchSummary summary, LatencyTable table, boolean timed)
      throws IOException {
    Target target = summary.target().orElseThrow();
    assertThat(goal.resolve("latency-table.json")).hasBinaryContent(LatencyTableJson.write(table));
    assertThat(summary.latencyDevice()).isEqualTo(table.setting().device());
    assertThat(summary.predictedCost())
        .isEqualTo(CostTable.latency(Space.of(summary.architecture()), table).of())
        .matches(target::metBy);
    assertThat(summary.finalists())
        .isNotEmpty()
        .allMatch(one -> target.metBy(one.cost()))
        .allMatch(one -> one.heldOutAccuracy().isPresent())
        .allMatch(one -> one.measuredMillis().isPresent() == timed);
    assertThat(summary.measuredLatencyMillis().isPresent()).isEqualTo(timed);
    if (timed) {
      assertThat(summary.notMeasured()).isEmpty();
    } else {
      assertThat(summary.notMeasured()).contains("the table is of phone", "but the workers are");
    }
    Path architecture = goal.resolve("architecture.json");
    assertThat(ArchitectureJson.read(Files.readAllBytes(architecture), "architecture"))
        .isEqualTo(summary.architecture());
  }

  /** Predicted, measured and accurate, as a line of the front has them. */
  private static String figures(SearchSummary summary) {
    return ","
        + summary.predictedCost()
        + ","
        + summary.measuredLatencyMillis().map(millis -> String.valueOf(1000 * millis)).orElse("")
        + ","
        + summary.heldOutAccuracy().orElseThrow()
        + ",";
  }
}
