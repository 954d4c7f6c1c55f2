package org.fbnetspark.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.catalog.ArchitectureCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxModelTest {

  private static final SeedTree SEEDS = new SeedTree(20);
  private static final FoldedWeights WEIGHTS = new RandomWeights(SEEDS.child("weights"));

  static List<Network> singleOps() {
    return Stream.concat(Networks.singleOps().stream(), Networks.gatedOps().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("singleOps")
  void opComputesWhatPlainLoopsDo(Network network) throws OrtException {
    assertEqual(network, 1, OptionalInt.of(1));
    assertEqual(network, 3, OptionalInt.of(3));
    assertEqual(network, 2, OptionalInt.empty());
  }

  @Test
  void networkComputesWhatPlainLoopsDo() throws OrtException {
    assertEqual(Networks.small(), 2, OptionalInt.empty());
    assertEqual(Networks.gated(), 2, OptionalInt.empty());
  }

  @Test
  void publishedNetworkComputesWhatPlainLoopsDo() throws OrtException {
    Network network =
        ArchitectureCatalog.named("FBNet-A").resized(new ImageShape(64, 64, 3), 4).architecture();
    assertEqual(network, 1, OptionalInt.of(1));
  }

  private static void assertEqual(Network network, int batch, OptionalInt modelBatch)
      throws OrtException {
    float[] images = Networks.images(network, batch, SEEDS.child("images").generator());
    float[] given = Networks.run(OnnxModel.of(network, WEIGHTS, modelBatch), images);
    int example = images.length / batch;
    int each = given.length / batch;
    for (int i = 0; i < batch; i++) {
      float[] image = Arrays.copyOfRange(images, i * example, (i + 1) * example);
      double[] expected = new PlainNetwork(WEIGHTS).run(network, image);
      assertThat(each).isEqualTo(expected.length);
      double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      assertThat(scale).isPositive();
      for (int j = 0; j < each; j++) {
        assertThat((given[i * each + j] - expected[j]) / scale).isBetween(-1e-4, 1e-4);
      }
    }
  }
}
