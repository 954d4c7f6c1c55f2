package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostUnder;
import org.fbnetspark.domain.cost.LatencyRows;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.domain.theta.GateRule;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.SpaceSettings;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.model.ModelSafetensors;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.retrain.FinalistSettings;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.search.Alternation;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallMasked;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SmallSides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Widths, expansions, windows, squeeze and excitation and sides on the loop that every space has.
 */
class MaskedSearchTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  private static Experiment experiment(SpaceSettings space) {
    FinalistSettings retrained =
        new FinalistSettings(
            2, Optional.of(SmallSearch.recipes(SmallSearch.recipe(1, Optional.empty()))), 4, 2);
    SearchSettings gatesOfBatches =
        SmallSearch.settings(
            2, new Alternation.Epochs(), new GateRule.Gumbel(false, false), CostUnder.GATES);
    return Changed.of(SmallSearch.experiment(SPARK.stripes(), 2), space, retrained, gatesOfBatches);
  }

  private SearchSummary run(String name, SpaceSettings space, boolean resume) throws IOException {
    return run(name, experiment(space), resume);
  }

  private SearchSummary run(String name, Experiment experiment, boolean resume) throws IOException {
    Path run = directory.resolve(name);
    return new SearchJob(SPARK.context(), experiment, SmallSearch.start(run, resume), lines::add)
        .run()
        .get(0)
        .summary();
  }

  /** Of the finalists and the baselines, by which they were retrained. */
  private List<ImageShape> inputs(String run) throws IOException {
    List<ImageShape> inputs = new ArrayList<>();
    for (String one :
        List.of(
            "finalists/retrain-1",
            "finalists/retrain-2",
            "baselines/retrain-1",
            "baselines/retrain-2")) {
      Path model = directory.resolve(run).resolve(one).resolve("model.safetensors");
      TrainedModel trained = ModelSafetensors.read(Files.readAllBytes(model), one);
      inputs.add(trained.architecture().input().shape());
    }
    return inputs;
  }

  static Stream<MaskedDefinition> spaces() {
    return Stream.of(SmallMasked.DEFINITION, SmallSides.DEFINITION);
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void itsArchitectureIsPlainAndAResumedSearchHasTheSameBits(MaskedDefinition definition)
      throws IOException {
    SpaceSettings space = new SpaceSettings(definition, false, 4);
    SearchSummary whole = run("masked", space, false);
    assertThat(whole.architecture().fixed()).isTrue();
    assertThat(whole.architecture().nodes().get(1).width().options()).hasSize(1);
    assertThat(inputs("masked")).hasSize(4).isSubsetOf(definition.inputs());
    assertThat(new HashSet<>(inputs("masked")).size() > 1)
        .isEqualTo(definition.inputs().size() > 1);
    assertThat((double) whole.architecture().macs()).isEqualTo(whole.decidingCost());
    byte[] file = Files.readAllBytes(directory.resolve("masked/architecture.json"));
    assertThat(ArchitectureJson.read(file, "architecture")).isEqualTo(whole.architecture());

    Files.delete(directory.resolve("masked/checkpoints/epoch-000002.state"));
    SearchSummary resumed = run("masked", space, true);
    assertThat(lines).anyMatch(line -> line.startsWith("resuming after 1 epochs"));
    assertThat(resumed.thetaSha256()).isEqualTo(whole.thetaSha256());
    assertThat(resumed.weightsSha256()).isEqualTo(whole.weightsSha256());
  }

  /** A space of more rows than may be measured, and the latency of its architectures kept low. */
  private Experiment byLatency(boolean interpolate) {
    MaskedDefinition small = SmallMasked.DEFINITION;
    MaskedDefinition.Row row =
        new MaskedDefinition.Row(
            List.of(8, 12, 16, 24),
            List.of(0.75, 2.0, 3.0),
            List.of(MaskedDefinition.SKIP, 3),
            List.of(Activation.RELU),
            List.of(false),
            1,
            1,
            true);
    MaskedDefinition wide =
        new MaskedDefinition(
            "wide",
            small.inputs(),
            small.stem(),
            List.of(row, row),
            small.lastWidth(),
            small.classes());
    ProfileSettings all = SmallSearch.profile("tables", 0, 0);
    return Changed.of(
        experiment(new SpaceSettings(wide, false, 4)),
        new CostSettings(CostKind.LATENCY, Optional.empty(), interpolate),
        new ProfileSettings(all.runtime(), all.protocol(), all.tables(), 1, 4, 0, 0));
  }

  @Test
  void latenciesBetweenThoseMeasuredAreInterpolatedWhereThatIsAskedFor() throws IOException {
    SearchSummary summary = run("wide", byLatency(true), false);
    LatencyRows rows = summary.latencyRows().orElseThrow();
    assertThat(rows.interpolated()).isBetween(1, rows.needed() - 1);
    assertThat(summary.predictedCost()).isEqualTo(1000 * summary.predictedLatencyMillis());
    assertThat(lines)
        .anyMatch(line -> line.startsWith("rows           " + rows.interpolated() + " of "));
    assertThat(directory.resolve("wide/report.html"))
        .content()
        .contains(rows.interpolated() + " of " + rows.needed() + " rows interpolated");
    assertThatThrownBy(() -> run("wide", byLatency(false), true))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("between those of its grids: go on with cost.interpolate = true");
  }

  @Test
  void withoutInterpolationSuchASpaceIsRefusedBeforeAnythingIsDone() {
    assertThatThrownBy(() -> run("refused", byLatency(false), false))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContainingAll("wide needs ", "profile.max-rows", "cost.interpolate = true");
    assertThat(directory.resolve("refused/latency-table.json")).doesNotExist();
  }
}
