package org.fbnetspark.domain.space.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.testing.Layers;
import org.junit.jupiter.api.Test;

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

  private static long macs(ChainLayer layer) {
    return layer.candidates().stream().mapToLong(op -> op.macs(layer.placement())).sum();
  }
}
