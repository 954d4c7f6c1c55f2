package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.fbnetspark.domain.cost.CostUnder;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.search.Alternation;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Searches as other papers have them, from images to architecture. */
class GateRuleSearchTest {

  private static final Alternation EPOCHS = new Alternation.Epochs();
  private static final Alternation EVERY_ROUND = new Alternation.Rounds(1);

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private SearchSummary run(
      String name, SearchSettings settings, boolean resume, Consumer<String> lines)
      throws IOException {
    return new SearchJob(
            SPARK.context(),
            SmallSearch.experiment(SPARK.stripes(), settings),
            SmallSearch.start(directory.resolve(name), resume),
            lines)
        .run()
        .get(0)
        .summary();
  }

  @Test
  void everyRuleEndsWithAnArchitecture() throws IOException {
    List<SearchSettings> searches =
        List.of(
            search(EPOCHS, new GateRule.Gumbel(false, false), CostUnder.GATES),
            search(EPOCHS, new GateRule.Gumbel(true, true), CostUnder.GATES),
            search(EVERY_ROUND, new GateRule.Softmax(), CostUnder.THETA),
            search(EVERY_ROUND, new GateRule.Paths(1), CostUnder.GATES),
            search(EVERY_ROUND, new GateRule.Paths(2), CostUnder.THETA),
            search(EVERY_ROUND, new GateRule.Paths(2), CostUnder.PAIR),
            SmallSearch.reinforced(3, new HardwareLoss.Reward(0.1, 1e5)));
    Set<String> thetas = new HashSet<>();
    for (SearchSettings settings : searches) {
      String name = "run-" + thetas.size();
      SearchSummary summary = run(name, settings, false, line -> {});

      Path file = directory.resolve(name).resolve("architecture.json");
      assertThat(ArchitectureJson.read(Files.readAllBytes(file), "architecture"))
          .as("%s", settings.gates())
          .isEqualTo(summary.architecture());
      assertThat(summary.expectedCost()).as("%s", settings.gates()).isFinite().isPositive();
      assertThat(summary.finalists())
          .isNotEmpty()
          .allMatch(one -> Double.isFinite(one.logProbability()));
      // Uniform theta draws every architecture alike.
      assertThat(summary.finalists().get(0).logProbability())
          .as("%s", settings.gates())
          .isGreaterThan(-3 * Math.log(3) + 1e-3);
      thetas.add(summary.thetaSha256());
    }
    assertThat(thetas).hasSameSizeAs(searches);
  }

  static Stream<SearchSettings> killed() {
    return Stream.of(
        search(EVERY_ROUND, new GateRule.Paths(2), CostUnder.PAIR),
        SmallSearch.reinforced(3, new HardwareLoss.Reward(0.1, 1e5)));
  }

  /** Killed between a theta round and the weight round behind it, in the middle of an epoch. */
  @ParameterizedTest
  @MethodSource("killed")
  void resumedWithinAnEpochOfManyPhasesGivesTheSameBits(SearchSettings settings)
      throws IOException {
    SearchSummary whole = run("whole", settings, false, line -> {});
    Consumer<String> killer =
        line -> {
          if (line.startsWith("epoch 3/3 theta 2/3")) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> run("killed", settings, false, killer)).hasRootCauseMessage("killed");

    List<String> lines = new ArrayList<>();
    SearchSummary resumed = run("killed", settings, true, lines::add);

    assertThat(lines).anyMatch(line -> line.startsWith("resuming after 2 epochs"));
    assertThat(resumed.thetaSha256()).isEqualTo(whole.thetaSha256());
    assertThat(resumed.weightsSha256()).isEqualTo(whole.weightsSha256());
  }

  /** Killed when the figures of an epoch are told and its checkpoint is not there yet. */
  @Test
  void figuresOfAnEpochThatIsRepeatedStandOnce() throws IOException {
    SearchSettings settings = search(EPOCHS, new GateRule.Gumbel(false, false), CostUnder.GATES);
    SearchSummary whole = run("uncut", settings, false, line -> {});
    Consumer<String> killer =
        line -> {
          if (line.startsWith("epoch 2/3 done")) {
            throw new IllegalStateException("killed");
          }
        };
    assertThatThrownBy(() -> run("cut", settings, false, killer)).hasRootCauseMessage("killed");
    Path metrics = directory.resolve("cut/metrics.jsonl");
    assertThat(Files.readAllLines(metrics)).hasSize(2);

    List<String> lines = new ArrayList<>();
    SearchSummary resumed = run("cut", settings, true, lines::add);

    assertThat(lines).anyMatch(line -> line.startsWith("resuming after 1 epochs"));
    assertThat(Files.readAllLines(metrics)).hasSize(3);
    assertThat(resumed.thetaSha256()).isEqualTo(whole.thetaSha256());
  }

  private static SearchSettings search(
      Alternation alternation, GateRule gates, CostUnder costUnder) {
    return SmallSearch.settings(3, alternation, gates, costUnder);
  }
}
