package org.fbnetspark.net.fused.layer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.junit.jupiter.api.Test;

class LayerPlansTest {

  @Test
  void whatCannotBeMixedIsRefusedByName() {
    Placement at = new Placement(new ImageShape(8, 8, 4), 4, 1);
    List<Block> candidates =
        List.of(
            new Block("stage1.layer1", new Skip(), at),
            new Block("stage1.layer1", new Conv(3), at));
    assertThatThrownBy(() -> LayerPlans.of(candidates, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Layer stage1.layer1 mixes the candidate conv_k3");
  }
}
