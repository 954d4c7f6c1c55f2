package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.SpaceSettings;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.format.model.ModelSafetensors;
import org.fbnetspark.retrain.FinalistSettings;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallMasked;
import org.fbnetspark.testing.SmallSearch;
import org.fbnetspark.testing.SmallSides;
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
    return Changed.of(SmallSearch.experiment(SPARK.stripes(), 2), space, retrained);
  }

  private SearchSummary run(String name, SpaceSettings space, boolean resume) throws IOException {
    Path run = directory.resolve(name);
    return new SearchJob(
            SPARK.context(), experiment(space), SmallSearch.start(run, resume), lines::add)
        .run();
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
}
