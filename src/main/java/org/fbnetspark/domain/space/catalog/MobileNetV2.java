package org.fbnetspark.domain.space.catalog;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stage;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stem;

/**
 * MobileNetV2 of width 1.0 (Sandler et al., arXiv 1801.04381, Table 2). The paper's activation is
 * ReLU6; ours is ReLU, which costs the same.
 */
final class MobileNetV2 {

  private static final String FIRST = "mb_k3_e1_noexpand";
  private static final String BLOCK = "mb_k3_e6";

  private MobileNetV2() {}

  /** The network at 224x224 with 1000 classes. */
  static NetworkDefinition network(String name) {
    List<Stage> stages =
        List.of(
            new Stage(16, 1, 1),
            new Stage(24, 2, 2),
            new Stage(32, 3, 2),
            new Stage(64, 4, 2),
            new Stage(96, 3, 1),
            new Stage(160, 3, 2),
            new Stage(320, 1, 1));
    List<String> ops = new ArrayList<>();
    for (Stage stage : stages) {
      for (int layer = 0; layer < stage.layers(); layer++) {
        ops.add(ops.isEmpty() ? FIRST : BLOCK);
      }
    }
    LayerwiseDefinition macro =
        new LayerwiseDefinition(
            name,
            new ImageShape(224, 224, 3),
            new Stem(3, 32, 2),
            stages,
            List.of(BLOCK),
            true,
            1280,
            1000);
    return NetworkDefinition.of(macro, ops);
  }
}
