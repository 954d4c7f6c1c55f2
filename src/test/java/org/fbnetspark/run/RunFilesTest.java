package org.fbnetspark.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.config.ConfigFile;
import org.fbnetspark.retrain.RetrainRecipes;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.SampleRetraining;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {

  @TempDir Path directory;

  /** A small network may have been trained by the recipe of larger images that it subsamples. */
  @Test
  void aRetrainingHasTheRecipeThatItNotedOrElseThatOfItsImages() throws IOException {
    RetrainRecipes recipes = ConfigFile.load(Optional.empty(), List.of()).experiment().retrain();
    Path run = SampleRetraining.write(SampleRetraining.unfinished(directory.toString(), 1));
    RunFiles before = RunFiles.at(Storage.standard(), run.toString());
    assertThat(before.retraining(recipes).recipe()).isEqualTo(recipes.smallImages());

    ObjectMapper json = new ObjectMapper();
    Path manifest = run.resolve("manifest.json");
    ObjectNode document = (ObjectNode) json.readTree(manifest.toFile());
    document.withObject("/facts").put("recipe", recipes.paper().name());
    json.writeValue(manifest.toFile(), document);
    RunFiles noted = RunFiles.at(Storage.standard(), run.toString());
    assertThat(noted.retraining(recipes).recipe()).isEqualTo(recipes.paper());
  }
}
