package org.fbnetspark.domain.space.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.testing.Layers;
import org.junit.jupiter.api.Test;

class FbnetV1Test {

  private static final Space PAPER = FbnetV1.paper(1984).space();

  @Test
  void hasThePublishedSize() {
    assertThat(PAPER.choices()).hasSize(22).allMatch(choice -> choice.candidates().size() == 9);
    assertThat(PAPER.size()).isEqualTo("984770902183611232881");
    assertThat(withoutStridedSkip().space().size()).isEqualTo("485758124386377007104");
  }

  @Test
  void theWholeSupernetHasThePublishedCost() {
    long weights =
        sum(
            layer ->
                layer.candidates().stream()
                    .mapToLong(op -> op.parameters(layer.placement()))
                    .sum());
    long macs =
        sum(layer -> layer.candidates().stream().mapToLong(op -> op.macs(layer.placement())).sum());
    assertThat(weights).isEqualTo(13_097_712);
    assertThat(macs / 1e6).isCloseTo(1_797.03, within(0.005));
  }

  @Test
  void smallImagesGetTheStridesOfHwNasBench() {
    LayerwiseDefinition cifar = FbnetV1.cifar();
    assertThat(cifar.stem().stride()).isEqualTo(1);
    assertThat(cifar.stages()).extracting("stride").isEqualTo(List.of(1, 1, 2, 2, 1, 2, 1));
    assertThat(lastMap(cifar)).isEqualTo(new ImageShape(4, 4, 352));
  }

  @Test
  void thePaperStridesLeaveOnePixelOfASmallImage() {
    assertThat(lastMap(FbnetV1.cifarWithPaperStrides())).isEqualTo(new ImageShape(1, 1, 352));
  }

  @Test
  void theEarliestStridesGoUntilTheLastMapIsLargeEnough() {
    LayerwiseDefinition paper = FbnetV1.paper(1984);
    for (int lastMap : new int[] {1, 2, 4, 8, 32}) {
      LayerwiseDefinition fitted = paper.resized(new ImageShape(32, 32, 3), lastMap);
      assertThat(lastMap(fitted)).isEqualTo(new ImageShape(lastMap, lastMap, 352));
    }
  }

  @Test
  void largeImagesKeepTheStridesOfThePaper() {
    for (int side : new int[] {128, 160, 224, 288}) {
      assertThat(FbnetV1.paper(1984).resized(new ImageShape(side, side, 3), 4).stages())
          .isEqualTo(FbnetV1.paper(1984).stages());
    }
  }

  private static LayerwiseDefinition withoutStridedSkip() {
    LayerwiseDefinition paper = FbnetV1.paper(1984);
    return new LayerwiseDefinition(
        paper.name(),
        paper.input(),
        paper.stem(),
        paper.stages(),
        paper.candidates(),
        false,
        paper.lastWidth(),
        paper.classes());
  }

  private static ImageShape lastMap(LayerwiseDefinition definition) {
    List<ChainLayer> choices = Layers.open(definition.space());
    return choices.get(choices.size() - 1).placement().output();
  }

  private static long sum(java.util.function.ToLongFunction<ChainLayer> cost) {
    return Layers.of(PAPER).stream().mapToLong(cost).sum();
  }
}
