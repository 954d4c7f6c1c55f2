package org.fbnetspark.driver.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.space.catalog.SpaceCatalog;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.experiment.SpaceSettings;
import org.fbnetspark.format.model.ArchitectureJson;
import org.fbnetspark.run.JobRefusedException;
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
    Path run = directory.resolve(name);
    return new SearchJob(
            SPARK.context(), experiment(space), SmallSearch.start(run, resume), lines::add)
        .run();
  }

  @Test
  void itsArchitectureIsPlainAndAResumedSearchHasTheSameBits() throws IOException {
    SpaceSettings space = new SpaceSettings(SmallMasked.DEFINITION, false, 4);
    SearchSummary whole = run("masked", space, false);
    assertThat(whole.architecture().fixed()).isTrue();
    assertThat(whole.architecture().nodes().get(1).width().options()).hasSize(1);
    assertThat((double) whole.architecture().macs()).isEqualTo(whole.decidingCost());
    byte[] file = Files.readAllBytes(directory.resolve("masked/architecture.json"));
    assertThat(ArchitectureJson.read(file, "architecture")).isEqualTo(whole.architecture());

    Files.delete(directory.resolve("masked/checkpoints/epoch-000002.state"));
    SearchSummary resumed = run("masked", space, true);
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
}
