package org.fbnetspark.domain.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.train.WeightLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuxiliaryHeadTest {

  private static final Placement CIFAR = new Placement(new ImageShape(8, 8, 576), 768, 1);
  private static final Placement IMAGENET = new Placement(new ImageShape(7, 7, 768), 768, 1);

  /** The authors' windows on the maps of CIFAR and of ImageNet; any other map leaves 2x2 too. */
  @ParameterizedTest
  @CsvSource({"8, 5, 3", "7, 5, 2", "2, 1, 1", "3, 2, 1", "6, 5, 1", "14, 5, 9"})
  void windowsLeaveTwoPositionsOfASide(int side, int window, int stride) {
    assertThat(AuxiliaryHead.window(side)).isEqualTo(window);
    assertThat(AuxiliaryHead.stride(side)).isEqualTo(stride);
    assertThat((side - window) / stride + 1).isEqualTo(AuxiliaryHead.SIDE);
  }

  @Test
  void convolutionsLead128And768Channels() {
    assertThat(AuxiliaryHead.MIDDLE).isEqualTo(128);
    assertThat(AuxiliaryHead.LEAVING).isEqualTo(768);
    assertThat(shapes(new AuxiliaryHead(true), CIFAR))
        .containsExactly(
            List.of(128, 576, 1, 1),
            List.of(128),
            List.of(128),
            List.of(768, 128, 2, 2),
            List.of(768),
            List.of(768));
    assertThat(shapes(new AuxiliaryHead(false), IMAGENET))
        .containsExactly(
            List.of(128, 768, 1, 1), List.of(128), List.of(128), List.of(768, 128, 2, 2));
  }

  private static List<List<Integer>> shapes(AuxiliaryHead head, Placement at) {
    Network alone = Network.chain("head", at.input(), List.of(new Block("head", head, at)));
    return new WeightLayout(alone).tensors().stream().map(WeightLayout.Tensor::shape).toList();
  }

  @Test
  void costsAreThoseOfTheConvolutions() {
    AuxiliaryHead head = new AuxiliaryHead(true);
    assertThat(head.output(CIFAR)).isEqualTo(new ImageShape(1, 1, 768));
    assertThat(head.parameters(CIFAR)).isEqualTo(128 * 576 + 768 * 128 * 4);
    assertThat(head.macs(CIFAR)).isEqualTo(4 * 128 * 576 + 768 * 128 * 4);
    assertThat(head.macs(IMAGENET)).isEqualTo(4 * 128 * 768 + 768 * 128 * 4);
  }

  @Test
  void smallerMapsAreRefused() {
    Placement at = new Placement(new ImageShape(1, 8, 4), 8, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AuxiliaryHead(true).output(at))
        .withMessage("aux needs a map of 2x2 at least, but was 1x8x4");
  }
}
