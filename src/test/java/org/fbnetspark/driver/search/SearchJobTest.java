package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fbnetspark.data.Augmentation;
import org.fbnetspark.data.DataSettings;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.CostUnder;
import org.fbnetspark.domain.cost.HardwareLoss;
import org.fbnetspark.domain.train.OuterStep;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.retrain.FinalistSettings;
import org.fbnetspark.retrain.RetrainRecipe;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.RunStart;
import org.fbnetspark.search.SearchSettings;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.Target;
import org.fbnetspark.sink.EventFiles;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SearchJobTest {

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  private SearchSummary run(Path run, Experiment experiment, boolean resume) throws IOException {
    SearchSettings search = experiment.search();
    String config = "search.epochs = " + search.epochs() + "\nseed = " + search.seed() + "\n";
    return run(run, experiment, resume, config);
  }

  private SearchSummary run(Path run, Experiment experiment, boolean resume, String config)
      throws IOException {
    RunStart start = new RunStart(run.toString(), resume, config);
    return new SearchJob(SPARK.context(), experiment, start, lines::add).run().get(0).summary();
  }

  private SearchSummary run(Experiment experiment) throws IOException {
    return run(runDirectory(), experiment, false);
  }

  private Path runDirectory() {
    return directory.resolve("run");
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> files = Files.list(runDirectory().resolve("checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theRunDirectoryHoldsEverythingThatTheRunKnows() throws IOException {
    SearchSummary summary = run(SmallSearch.experiment(SPARK.stripes(), 3));

    JsonNode json = new ObjectMapper().readTree(runDirectory().resolve("summary.json").toFile());
    assertThat(json.get("architecture")).hasSize(3);
    assertThat(json.get("macs").asLong()).isEqualTo(summary.architecture().macs());
    assertThat(json.get("parameters").asLong()).isEqualTo(summary.architecture().parameters());
    assertThat(json.get("predictedLatencyMillis").asDouble()).isPositive();
    assertThat(json.get("thetaSha256").asText()).hasSize(64).isEqualTo(summary.thetaSha256());
    assertThat(json.get("weightsSha256").asText()).hasSize(64);
    assertThat(json.get("imagesPerSecond").asDouble()).isPositive();
    assertThat(json.get("epochs").asInt()).isEqualTo(3);
    assertThat(json.get("shards").asInt()).isEqualTo(SmallSearch.SHARDS);
    assertThat(json.get("seed").asLong()).isEqualTo(SmallSearch.SEED);
    assertThat(checkpoints()).containsExactly("epoch-000002.state", "epoch-000003.state");
    assertThat(Files.readAllLines(runDirectory().resolve("metrics.jsonl"))).hasSize(3);
    assertThat(runDirectory().resolve("config.conf")).hasContent("search.epochs = 3\nseed = 11");
    Path architecture = runDirectory().resolve("architecture.json");
    assertThat(ArchitectureJson.read(Files.readAllBytes(architecture), "architecture"))
        .isEqualTo(summary.architecture());
    assertThat(runDirectory().resolve("samples/architecture-2.json")).exists();
    assertThat(runDirectory().resolve("report.html"))
        .content()
        .contains("<h1>" + summary.architecture().name() + "</h1>", "class=\"plot\"");
    assertThat(lines)
        .anyMatch(line -> line.startsWith("engine: "))
        .anyMatch(line -> line.contains("stage2.layer1"));
    assertThat(lines.get(lines.size() - 1)).endsWith("run");
    assertThat(lines)
        .filteredOn(line -> line.contains("accuracy"))
        .isNotEmpty()
        .allMatch(line -> line.contains("supernet accuracy"));
  }

  @Test
  void aDamagedNewestCheckpointIsNamedAndTheOneBeforeGivesTheSameBits() throws IOException {
    SearchSummary whole = run(SmallSearch.experiment(SPARK.stripes(), 2));
    Path newest = runDirectory().resolve("checkpoints/epoch-000002.state");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest, bytes);

    SearchSummary resumed = run(runDirectory(), SmallSearch.experiment(SPARK.stripes(), 2), true);

    assertThat(resumed.thetaSha256()).isEqualTo(whole.thetaSha256());
    assertThat(resumed.weightsSha256()).isEqualTo(whole.weightsSha256());
    assertThat(lines)
        .anyMatch(line -> line.contains("damaged") && line.contains("epoch-000002.state"))
        .anyMatch(line -> line.startsWith("resuming after 1 epochs"));
    assertThat(Files.readAllLines(runDirectory().resolve("metrics.jsonl"))).hasSize(2);
    assertThat(EventFiles.steps(runDirectory().resolve("tensorboard")))
        .extracting(EventFiles.Step::step)
        .containsExactly(1L, 2L);
  }

  @Test
  void aRunIsNeitherOverwrittenNorResumedAsAnother() throws IOException {
    run(SmallSearch.experiment(SPARK.stripes(), 1));

    assertThatThrownBy(() -> run(SmallSearch.experiment(SPARK.stripes(), 1)))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("holds a run already; add --resume");
    assertThatThrownBy(() -> run(runDirectory(), SmallSearch.experiment(SPARK.stripes(), 2), true))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining(
            "epoch-000001.state belongs to a run of other settings: search.epochs was 1 and is 2"
                + " now. Resume with what the run began with")
        .hasMessageContaining("choose another --run-dir");
    Path changed = SmallSearch.prepared(directory.resolve("changed"), 1);
    assertThatThrownBy(() -> run(runDirectory(), SmallSearch.experiment(changed, 1), true))
        .hasMessageContaining("a run of other data, though its configuration is the same: a file");
    assertThatThrownBy(
            () -> run(directory.resolve("new"), SmallSearch.experiment(SPARK.stripes(), 1), true))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("holds no run to resume");
  }

  @Test
  void whatARunGoesOnWithIsKeptOnceItsCheckpointIsAccepted() throws IOException {
    Experiment experiment = SmallSearch.experiment(SPARK.stripes(), 1);
    run(experiment);
    String more = "search.epochs = 1\nseed = 11\nderive.samples = 5\n";

    run(runDirectory(), experiment, true, more);

    assertThat(runDirectory().resolve("config.conf")).hasContent(more);
    Experiment another = SmallSearch.experiment(SPARK.stripes(), 2);
    assertThatThrownBy(() -> run(runDirectory(), another, true, "search.epochs = 2\n"))
        .isInstanceOf(JobRefusedException.class);
    assertThat(runDirectory().resolve("config.conf")).hasContent(more);
  }

  @Test
  void imagesAreGeneratedWhereTheDataHasNoPath() throws IOException {
    DataSettings none = new DataSettings(Optional.empty(), 0.8, Augmentation.NONE);
    run(Changed.of(SmallSearch.experiment(SPARK.stripes(), 1), none));

    assertThat(runDirectory().resolve("data/dataset.json")).exists();
  }

  @Test
  void aSearchEndsAtItsTarget() throws IOException {
    CostTable costs = CostTable.macs(SmallSearch.SPACE);
    for (double share : new double[] {0.25, 0.7}) {
      double wanted = costs.cheapest() + share * (costs.dearest() - costs.cheapest());
      SearchSummary summary =
          run(directory.resolve("to-" + share), toTarget(wanted, 0.1, 3), false);

      assertThat(summary.expectedCost()).isCloseTo(wanted, withinPercentage(0.01));
      assertThat(summary.predictedCost()).isBetween(0.9 * wanted, 1.1 * wanted);
      assertThat(summary.finalists())
          .isNotEmpty()
          .allSatisfy(one -> assertThat(one.cost()).isBetween(0.9 * wanted, 1.1 * wanted));
      assertThat(summary.finalists())
          .isSortedAccordingTo(
              Comparator.comparingDouble(SearchSummary.Judged::logProbability).reversed());
      assertThat(directory.resolve("to-" + share + "/finalists/architecture-1.json")).exists();
    }
  }

  @Test
  void targetsBesideTheSpaceAreRefusedWithBothEnds() {
    CostTable costs = CostTable.macs(SmallSearch.SPACE);
    for (double wanted : new double[] {0.99 * costs.cheapest(), 1.01 * costs.dearest()}) {
      assertThatThrownBy(() -> run(directory.resolve("beside"), toTarget(wanted, 0.1, 3), false))
          .isInstanceOf(JobRefusedException.class)
          .hasMessageContaining("search.target-macs is " + CostKind.MACS.text(wanted))
          .hasMessageContaining(CostKind.MACS.text(costs.cheapest()))
          .hasMessageContaining(CostKind.MACS.text(costs.dearest()));
    }
  }

  /** Few architectures, and none within a tolerance so small. */
  @Test
  void whereNoneIsAtTheTargetTheNearestAreTaken() throws IOException {
    CostTable costs = CostTable.macs(SmallSearch.SPACE);
    double wanted = costs.cheapest() + 0.5 * (costs.dearest() - costs.cheapest()) + 0.5;
    SearchSummary summary = run(directory.resolve("coarse"), toTarget(wanted, 1e-7, 2), false);

    assertThat(summary.predictedCost()).isBetween(0.8 * wanted, 1.2 * wanted);
    assertThat(lines).anyMatch(line -> line.startsWith("warning: no architecture costs within"));
    assertThat(summary.missed()).isTrue();
    // The first line of the outcome, before the architecture and what was wanted of it.
    assertThat(lines.stream().dropWhile(line -> !line.startsWith("target missed: predicted")))
        .isNotEmpty()
        .anyMatch(line -> line.startsWith("Architecture"))
        .anyMatch(line -> line.startsWith("target  "));
  }

  @Test
  void finalistsAreRetrainedAndTheBestOfThemIsChosen() throws IOException {
    FinalistSettings retrained =
        new FinalistSettings(
            3, Optional.of(SmallSearch.recipes(SmallSearch.recipe(2, Optional.empty()))), 4, 2);
    Experiment experiment = Changed.of(SmallSearch.experiment(SPARK.stripes(), 2), retrained);
    SearchSummary first = run(experiment);

    assertThat(first.finalists())
        .hasSize(3)
        .doesNotHaveDuplicates()
        .allMatch(one -> one.heldOutAccuracy().isPresent());
    SearchSummary.Judged best =
        first.finalists().stream()
            .max(Comparator.comparing(one -> one.heldOutAccuracy().orElseThrow()))
            .orElseThrow();
    assertThat(first.picks()).isEqualTo(best.picks());
    assertThat(first.measuredLatencyMillis()).isPresent();
    assertThat(runDirectory().resolve("finalists/retrain-2/model.safetensors")).exists();
    assertThat(runDirectory().resolve("finalists/retrain-2/evaluation.json")).doesNotExist();
    assertThat(first.baselines())
        .hasSize(2)
        .allMatch(one -> one.heldOutAccuracy().isPresent())
        .noneMatch(one -> picks(first.finalists()).contains(one.picks()));
    assertThat(first.aboveBaselines()).isPresent();
    assertThat(runDirectory().resolve("baselines/retrain-2/model.safetensors")).exists();

    assertThat(lines)
        .contains("retraining finalist 1 of 3", "drawing 2 baselines")
        .anyMatch(line -> line.startsWith("retraining baseline 2 of 2 | ETA of all retrainings"))
        .anyMatch(line -> line.startsWith("difference  "));

    SearchSummary again = run(runDirectory(), experiment, true);
    assertThat(again.finalists().stream().map(SearchSummary.Judged::heldOutAccuracy))
        .containsExactlyElementsOf(
            first.finalists().stream().map(SearchSummary.Judged::heldOutAccuracy).toList());
    assertThat(again.baselines()).isEqualTo(first.baselines());
  }

  /** Nothing is timed at a target of MACs, so tries find no more; where none is, no key does. */
  @Test
  void adviceForMoreFinalistsNamesOnlyWhatActs() throws IOException {
    RetrainRecipes recipes = SmallSearch.recipes(SmallSearch.recipe(1, Optional.empty()));
    CostTable costs = CostTable.macs(SmallSearch.SPACE);
    Experiment exact = toTarget(costs.of(1, 1, 1), 1e-9, 1);
    FinalistSettings four = new FinalistSettings(4, Optional.of(recipes), 4, 0);
    run(directory.resolve("exact"), Changed.of(exact, four), false);
    assertThat(lines)
        .filteredOn(line -> line.contains("search.finalists is 4"))
        .singleElement(STRING)
        .endsWith(" were found; raise search.target-tolerance for more");
    assertThat(Outcome.fewer("search.baselines", 27, 26, List.of()))
        .endsWith("search.baselines is 27, but 26 were found; hardly others are drawn");
  }

  @Test
  void finalistsThatCouldNotBeRetrainedAreRefusedBeforeTheSearch() {
    RetrainRecipe large = SmallSearch.recipe(2, 10_000, Optional.empty());
    FinalistSettings retrained =
        new FinalistSettings(3, Optional.of(SmallSearch.recipes(large)), 4, 2);
    Experiment experiment = Changed.of(SmallSearch.experiment(SPARK.stripes(), 1), retrained);
    assertThatThrownBy(() -> run(experiment))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("retrain.batch");
    assertThat(runDirectory().resolve("checkpoints")).doesNotExist();
  }

  @Test
  void theHeapOfASearchIsCountedWithItsOuterMomentum() throws IOException {
    SearchSettings plain = SmallSearch.settings(1);
    OuterStep momentum = new OuterStep(0.4, false, 1, OuterStep.Inner.ZEROED);
    assertThat(kept(plain)).isEqualTo(2);
    assertThat(kept(Changed.of(plain, Changed.of(plain.weights(), momentum)))).isEqualTo(3);
  }

  private int kept(SearchSettings search) throws IOException {
    RunStart start = new RunStart(runDirectory().toString(), false, "");
    Experiment experiment = SmallSearch.experiment(SPARK.stripes(), search);
    return new SearchJob(SPARK.context(), experiment, start, lines::add).check().heap().kept();
  }

  private static List<List<String>> picks(List<SearchSummary.Judged> networks) {
    return networks.stream().map(SearchSummary.Judged::picks).toList();
  }

  private Experiment toTarget(double wanted, double tolerance, int epochs) {
    SearchSettings led =
        Changed.of(
            SmallSearch.settings(epochs),
            new HardwareLoss.ToTarget(),
            CostUnder.GATES,
            Optional.of(new Target(wanted, tolerance)));
    return Changed.of(SmallSearch.experiment(SPARK.stripes(), epochs), led);
  }
}
