package org.fbnetspark.domain.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.data.Offset;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.junit.jupiter.api.Test;

class WeightLayoutTest {

  private static final Placement AT = new Placement(new ImageShape(4, 4, 64), 32, 1);

  private static Space space(String... codes) {
    List<Op> ops = List.of(codes).stream().map(c -> OpCode.parse(c).orElseThrow()).toList();
    return Space.chain("one", AT.input(), List.of(new ChainLayer("choice", ops, AT)));
  }

  @Test
  void squeezeExcitationStandsBetweenDepthwiseAndProjection() {
    WeightLayout layout = new WeightLayout(space("mb_k33_e2_g2_se_hs").network());
    assertThat(layout.tensors())
        .extracting(tensor -> tensor.role() + " " + tensor.shape())
        .containsExactly(
            "expand.weight [128, 32, 1, 1]",
            "expand.gamma [128]",
            "expand.beta [128]",
            "depthwise0.weight [128, 3, 3]",
            "depthwise0.gamma [128]",
            "depthwise0.beta [128]",
            "depthwise1.weight [128, 3, 3]",
            "depthwise1.gamma [128]",
            "depthwise1.beta [128]",
            "squeeze.weight [32, 128]",
            "squeeze.bias [32]",
            "excite.weight [128, 32]",
            "excite.bias [128]",
            "project.weight [32, 64, 1, 1]",
            "project.gamma [32]",
            "project.beta [32]");
    int end = 0;
    for (WeightLayout.Tensor tensor : layout.tensors()) {
      assertThat(tensor.offset()).isEqualTo(end);
      end += tensor.length();
    }
    assertThat(layout.length()).isEqualTo(end);
    assertThat(layout.statisticsLength()).isEqualTo(2 * (3 * 128 + 32));
  }

  /** Variance 2 / fan-out: 2 / 32 where 128 channels are squeezed to 32, 2 / 128 back. */
  @Test
  void squeezeExcitationBeginsAsOtherWeightsDo() {
    WeightLayout layout = new WeightLayout(space("mb_k3_e2_se").network());
    float[] weights = layout.initialWeights(new SeedTree(3));
    for (WeightLayout.Tensor tensor : layout.tensors()) {
      double squares = squares(weights, tensor.offset(), tensor.length());
      switch (tensor.role()) {
        case "squeeze.weight" -> assertThat(squares).isCloseTo(2.0 / 32, Offset.offset(0.005));
        case "excite.weight" -> assertThat(squares).isCloseTo(2.0 / 128, Offset.offset(0.002));
        case "squeeze.bias", "excite.bias" -> assertThat(squares).isZero();
        default -> {}
      }
    }
  }

  @Test
  void aHiddenLayerIsAProductWithBias() {
    Placement at = new Placement(new ImageShape(1, 1, 200), 100, 1);
    Op hidden = OpCode.parse("hidden_hs").orElseThrow();
    Space space = Space.chain("one", at.input(), List.of(ChainLayer.fixed("hidden", hidden, at)));
    WeightLayout layout = new WeightLayout(space.network());
    assertThat(layout.tensors())
        .extracting(tensor -> tensor.role() + " " + tensor.shape())
        .containsExactly("weight [100, 200]", "bias [100]");
    assertThat(layout.statisticsLength()).isZero();
    float[] weights = layout.initialWeights(new SeedTree(3));
    assertThat(squares(weights, 0, 20_000)).isCloseTo(2.0 / 100, Offset.offset(0.001));
    assertThat(squares(weights, 20_000, 100)).isZero();
  }

  private static double squares(float[] weights, int offset, int length) {
    double squares = 0;
    for (int i = offset; i < offset + length; i++) {
      squares += (double) weights[i] * weights[i] / length;
    }
    return squares;
  }

  @Test
  void anActivationChangesNoWeight() {
    SeedTree seeds = new SeedTree(4);
    WeightLayout plain = new WeightLayout(space("mb_k5_e3", "skip", "mb_k3_e1_g2").network());
    WeightLayout other = new WeightLayout(space("mb_k5_e3_hs", "skip", "mb_k3_e1_g2_hs").network());
    assertThat(other.tensors()).isEqualTo(plain.tensors());
    assertThat(other.initialWeights(seeds)).isEqualTo(plain.initialWeights(seeds));
  }

  @Test
  void weightsThatFitNoVectorAreRefusedByLayer() {
    ImageShape wide = new ImageShape(1, 1, 60_000);
    Space space =
        Space.chain(
            "wide",
            wide,
            List.of(ChainLayer.fixed("stem", new Conv(1), new Placement(wide, 60_000, 1))));
    assertThatThrownBy(() -> new WeightLayout(space.network()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Layer stem of wide makes more weights than a network can have");
  }
}
