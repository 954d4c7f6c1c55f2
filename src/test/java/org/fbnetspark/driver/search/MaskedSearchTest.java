package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.SpaceSettings;
import org.fbnetspark.format.model.ArchitectureJson;
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
    return Changed.of(SmallSearch.experiment(SPARK.stripes(), 2), space);
  }

  private SearchSummary run(String name, SpaceSettings space, boolean resume) throws IOException {
    Path run = directory.resolve(name);
    return new SearchJob(
            SPARK.context(), experiment(space), SmallSearch.start(run, resume), lines::add)
        .run();
  }

  static Stream<MaskedDefinition> spaces() {
    return Stream.of(SmallMasked.DEFINITION, SmallSides.DEFINITION);
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void itsArchitectureIsPlainAndAResumedSearchHasTheSameBits(MaskedDefinition definition)
      throws IOException {
    SpaceSettings space = new SpaceSettings(definition, false, 4);
    SearchSummary whole = run("whole", space, false);
    assertThat(whole.architecture().fixed()).isTrue();
    assertThat(whole.architecture().nodes().get(1).width().options()).hasSize(1);
    assertThat(definition.inputs()).contains(whole.architecture().input().shape());
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
}
