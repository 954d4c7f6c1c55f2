package org.fbnetspark.domain.space.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FbnetV2NetworksTest {

  /** As the authors' model files have them. */
  @ParameterizedTest
  @CsvSource({
    "FBNetV2_F1, 56410560",
    "FBNetV2_F2, 85441392",
    "FBNetV2_F3, 121824000",
    "FBNetV2_F4, 238351984"
  })
  void theOperationsWithThoseOfMeanPoolsAreThePublishedOnes(String name, long operations) {
    Network network = ArchitectureCatalog.named(name).architecture();
    long pooled = network.blocks().stream().mapToLong(FbnetV2NetworksTest::pooled).sum();
    assertThat(network.macs() + pooled).isEqualTo(operations);
  }

  /** Values that enter the mean pools of a block; the released classifier begins with one too. */
  private static long pooled(Block block) {
    if (block.op() instanceof MbConv mb && mb.squeezeExcite()) {
      return block.placement().output().positions() * mb.middleChannels(block.placement());
    }
    return block.op() instanceof GlobalPool || block.op() instanceof Linear
        ? block.placement().input().elements()
        : 0;
  }

  @Test
  void theHeadIsAHiddenLayerBehindThePool() {
    Network network = ArchitectureCatalog.named("FBNetV2_F4").architecture();
    int size = network.blocks().size();
    assertThat(network.blocks().subList(size - 5, size))
        .extracting(block -> block.name() + " " + block.op().code() + " " + block.placement())
        .containsExactly(
            "stage5.layer4 skip " + at(7, 184, 224),
            "last conv_k1_hs " + at(7, 224, 1344),
            "pool pool " + at(7, 1344, 1344),
            "hidden hidden_hs " + at(1, 1344, 1984),
            "classifier fc " + at(1, 1984, 1000));
  }

  private static Placement at(int side, int in, int out) {
    return new Placement(new ImageShape(side, side, in), out, 1);
  }
}
