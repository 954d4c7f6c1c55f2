package org.fbnetspark.domain.space.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.testing.Layers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxylessNasTest {

  private static final Space SPACE = SpaceCatalog.named("proxyless-nas").space();

  /** 6^6 * 7^15: skip stands where the shape is kept alone. */
  @Test
  void hasThePublishedSize() {
    assertThat(SPACE.choices()).hasSize(21);
    assertThat(SPACE.choices().stream().filter(c -> c.candidates().size() == 7)).hasSize(15);
    assertThat(Layers.open(SPACE))
        .allMatch(choice -> choice.placement().keepsShape() == (choice.candidates().size() == 7));
    assertThat(SPACE.size()).isEqualTo("221502229807900608");
  }

  /** Figures of plain sums over the published table of stages. */
  @Test
  void hasThePublishedCosts() {
    CostTable macs = CostTable.macs(SPACE);
    assertThat(macs.cheapest()).isEqualTo(102_528_896);
    assertThat(macs.dearest()).isEqualTo(606_590_720);
    assertThat(Math.round(macs.mean())).isEqualTo(373_300_544);
    assertThat(Layers.of(SPACE).stream().mapToLong(ProxylessNasTest::macs).sum())
        .isEqualTo(2_260_347_776L);
  }

  /** Weights, scales and shifts of normalisations, and biases of the classifier. */
  @Test
  void trainsAsManyValuesAsPublished() {
    assertThat(new WeightLayout(SPACE.network()).length()).isEqualTo(16_034_168);
  }

  @Test
  void hasReLU6BehindEveryNormalisationThatHasAnActivation() {
    assertThat(Layers.of(SPACE).stream().flatMap(layer -> layer.candidates().stream()))
        .extracting(Op::code)
        .allMatch(code -> code.endsWith("_r6") || List.of("skip", "pool", "fc").contains(code));
  }

  /** 32x32 images: the earliest strides are 1, or all are the paper's. */
  @ParameterizedTest
  @CsvSource({"proxyless-nas-cifar, 1, 4", "proxyless-nas-cifar-stem2, 2, 1"})
  void fitsSmallImages(String name, int stemStride, int lastMap) {
    Space space = SpaceCatalog.named(name).space();
    assertThat(space.size()).isEqualTo(SPACE.size());
    assertThat(space.network().classes()).isEqualTo(10);
    List<ChainLayer> layers = Layers.of(space);
    assertThat(layers.get(0).placement().stride()).isEqualTo(stemStride);
    assertThat(layers.get(layers.size() - 2).placement().input().height()).isEqualTo(lastMap);
  }

  private static long macs(ChainLayer layer) {
    return layer.candidates().stream().mapToLong(op -> op.macs(layer.placement())).sum();
  }
}
