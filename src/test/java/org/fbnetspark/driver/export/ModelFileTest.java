package org.fbnetspark.driver.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.data.DatasetManifest;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ChannelStatistics;
import org.fbnetspark.domain.train.TrainedModel;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.format.model.ModelSafetensors;
import org.fbnetspark.store.Storage;
import org.fbnetspark.testing.SmallSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

  private static final ChannelStatistics TRAINED_ON =
      new ChannelStatistics(List.of(0.1, 0.2, 0.3), List.of(0.4, 0.5, 0.6));

  @TempDir Path directory;

  private ModelFile model() throws IOException {
    Network network = SmallSearch.SPACE.at(new int[] {0, 1, 2}).named("a");
    WeightLayout layout = new WeightLayout(network);
    Path path = directory.resolve("model.safetensors");
    Files.write(
        path,
        ModelSafetensors.write(
            new TrainedModel(
                network,
                new float[layout.length()],
                new float[layout.statisticsLength()],
                List.of("lying", "standing", "slanted"),
                TRAINED_ON)));
    return ModelFile.read(Storage.standard(), path.toString());
  }

  @Test
  void otherDataIsNormalisedAsThatTrainedOn() throws IOException {
    Path data = SmallSearch.prepared(directory.resolve("stripes"));

    DatasetManifest seen =
        model().data(Storage.standard(), Optional.of(data.toString())).orElseThrow();

    assertThat(seen.statistics()).isEqualTo(TRAINED_ON);
    assertThat(seen.testExamples()).isEqualTo(62);
  }

  @Test
  void aRunsOwnDataIsFoundBesideTheModel() throws IOException {
    assertThat(model().data(Storage.standard(), Optional.empty())).isEmpty();
    SmallSearch.prepared(directory.resolve("data"));
    assertThat(model().data(Storage.standard(), Optional.empty())).isPresent();
  }
}
