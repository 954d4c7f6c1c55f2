package org.fbnetspark.driver.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.space.CellStem;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.experiment.Experiment;
import org.fbnetspark.format.model.ModelSafetensors;
import org.fbnetspark.retrain.CellRecipe;
import org.fbnetspark.retrain.RetrainRecipe;
import org.fbnetspark.retrain.RetrainSummary;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.testing.Changed;
import org.fbnetspark.testing.LocalSpark;
import org.fbnetspark.testing.SmallCells;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Networks of cells, with what is trained beside them. */
class CellRetrainTest {

  private static final Network CELLS = SmallCells.network(SmallSearch.IMAGE, CellStem.CIFAR);

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();

  private RetrainSummary train(String run, Network network, CellRecipe cells, boolean resume)
      throws IOException {
    RetrainRecipe plain = SmallSearch.recipe(2, Optional.empty());
    RetrainRecipe recipe =
        new RetrainRecipe(plain.name(), Changed.of(plain.settings(), cells), plain.augmentation());
    Experiment experiment =
        Changed.of(SmallSearch.experiment(SPARK.stripes(), 1), SmallSearch.recipes(recipe));
    return new RetrainJob(
            SPARK.context(),
            experiment,
            new NetworkSource.Fixed(network, "cells.json"),
            SmallSearch.start(directory.resolve(run), resume),
            lines::add)
        .run();
  }

  /** What is kept is the network alone; both ways of training lead elsewhere. */
  @Test
  void auxiliaryClassifierAndDroppedPathsAreTrainedAndLeftOut() throws IOException {
    RetrainSummary plain = train("plain", CELLS, CellRecipe.NONE, false);
    RetrainSummary auxiliary = train("auxiliary", CELLS, new CellRecipe(0.4, 0), false);
    RetrainSummary both = train("both", CELLS, new CellRecipe(0.4, 0.3), false);
    for (String run : List.of("plain", "auxiliary", "both")) {
      byte[] file = Files.readAllBytes(directory.resolve(run).resolve("model.safetensors"));
      assertThat(ModelSafetensors.read(file, run).architecture()).isEqualTo(CELLS);
      assertThat(ModelSafetensors.read(file, run).weights())
          .hasSize(new WeightLayout(CELLS).length());
    }
    assertThat(List.of(plain, auxiliary, both))
        .extracting(RetrainSummary::weightsSha256)
        .doesNotHaveDuplicates();
    assertThat(lines).anyMatch(line -> line.contains("auxiliary loss 0.4, dropped paths 0.3"));

    Files.delete(directory.resolve("both/checkpoints/epoch-000002.state"));
    RetrainSummary resumed = train("both", CELLS, new CellRecipe(0.4, 0.3), true);
    assertThat(lines).anyMatch(line -> line.startsWith("resuming after 1 epochs"));
    assertThat(resumed.weightsSha256()).isEqualTo(both.weightsSha256());
  }

  @Test
  void otherNetworksHaveNeither() {
    Network layers = SmallSearch.SPACE.at(new int[3]);
    assertThatThrownBy(() -> train("refused", layers, new CellRecipe(0, 0.2), false))
        .isInstanceOf(JobRefusedException.class)
        .hasMessageContaining("retrain.drop-path 0.2, but small is not made of cells");
    assertThat(directory.resolve("refused/manifest.json")).doesNotExist();
  }
}
