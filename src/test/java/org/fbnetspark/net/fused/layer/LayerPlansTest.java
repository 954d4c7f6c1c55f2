package org.fbnetspark.net.fused.layer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Choice;
import org.junit.jupiter.api.Test;

class LayerPlansTest {

  @Test
  void whatCannotBeMixedIsRefusedByName() {
    Placement at = new Placement(new ImageShape(8, 8, 4), 4, 1);
    Choice choice = new Choice("stage1.layer1", List.of(new Skip(), new Conv(3)), at);
    assertThatThrownBy(() -> LayerPlans.of(choice, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Layer stage1.layer1 mixes the candidate conv_k3");
  }
}
