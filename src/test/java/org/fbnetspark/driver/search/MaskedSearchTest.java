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
import org.fbnetspark.domain.cost.LatencyRows;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.SpaceSettings;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.profile.ProfileSettings;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.search.CostSettings;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallMasked;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Widths, expansions, windows and squeeze and excitation on the loop that every space has. */
class MaskedSearchTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  private static Experiment experiment(SpaceSettings space) {
    return Changed.of(SmallSearch.experiment(SPARK.stripes(), 2), space);
  }

  private SearchSummary run(String name, SpaceSettings space, boolean resume) throws IOException {
    return run(name, experiment(space), resume);
  }

  private SearchSummary run(String name, Experiment experiment, boolean resume) throws IOException {
    Path run = directory.resolve(name);
    return new SearchJob(SPARK.context(), experiment, SmallSearch.start(run, resume), lines::add)
        .run();
  }

  @Test
  void itsArchitectureIsPlainAndAResumedSearchHasTheSameBits() throws IOException {
    SpaceSettings space = new SpaceSettings(SmallMasked.DEFINITION, false, 4);
    SearchSummary whole = run("whole", space, false);
    assertThat(whole.architecture().fixed()).isTrue();
    assertThat(whole.architecture().nodes().get(1).width().options()).hasSize(1);
    assertThat((double) whole.architecture().macs()).isEqualTo(whole.decidingCost());
    byte[] file = Files.readAllBytes(directory.resolve("whole/architecture.json"));
    assertThat(ArchitectureJson.read(file, "architecture")).isEqualTo(whole.architecture());

    run("halved", space, false);
    Files.delete(directory.resolve("halved/checkpoints/epoch-000002.state"));
    SearchSummary resumed = run("halved", space, true);
    assertThat(lines).anyMatch(line -> line.startsWith("resuming after 1 epochs"));
    assertThat(resumed.thetaSha256()).isEqualTo(whole.thetaSha256());
    assertThat(resumed.weightsSha256()).isEqualTo(whole.weightsSha256());
  }

  @Test
  void aChoiceOfSidesIsRefusedBeforeAnythingIsDone() {
    SpaceSettings space = new SpaceSettings(SpaceCatalog.named("fbnet-v2-cifar"), false, 1);
    assertThatThrownBy(() -> run("sides", space, false))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("its input has a choice of sides");
    assertThat(directory.resolve("sides/data")).doesNotExist();
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
  }

  @Test
  void withoutInterpolationSuchASpaceIsRefusedBeforeAnythingIsDone() {
    assertThatThrownBy(() -> run("refused", byLatency(false), false))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContainingAll("wide needs ", "profile.max-rows", "cost.interpolate = true");
    assertThat(directory.resolve("refused/latency-table.json")).doesNotExist();
  }
}
