package org.fbnetspark.domain.space.catalog;

import java.util.List;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stage;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stem;

/**
 * ProxylessNAS's space of width 1.0 (Cai et al., arXiv 1812.00332), as the defaults of the authors'
 * released search have it: a fixed first block, then 21 layers of 6 candidates. Where the shape is
 * kept skip is a seventh: it is what the paper's zero makes of a block with an identity path.
 *
 * <p>The authors' latency table covers these widths. It does not cover the networks that they
 * published ({@link ProxylessNetworks}), which are of other searches: the one for phones has 32
 * channels in its first stage.
 */
final class ProxylessNas {

  private static final String FIRST = "mb_k3_e1_noexpand_r6";

  private static final List<String> CANDIDATES =
      List.of(
          "mb_k3_e3_r6",
          "mb_k3_e6_r6",
          "mb_k5_e3_r6",
          "mb_k5_e6_r6",
          "mb_k7_e3_r6",
          "mb_k7_e6_r6",
          "skip");

  private ProxylessNas() {}

  /** The space at 224x224 with 1000 classes. */
  static LayerwiseDefinition paper() {
    List<Stage> stages =
        List.of(
            new Stage(16, 1, 1, List.of(FIRST)),
            new Stage(24, 4, 2),
            new Stage(40, 4, 2),
            new Stage(80, 4, 2),
            new Stage(96, 4, 1),
            new Stage(192, 4, 2),
            new Stage(320, 1, 1));
    return new LayerwiseDefinition(
        "proxyless-nas",
        new ImageShape(224, 224, 3),
        new Stem(3, 32, 2),
        stages,
        CANDIDATES,
        false,
        Activation.RELU6,
        1280,
        1000);
  }

  /** For 32x32 images in 10 classes: strides only where the last map stays at 4x4. */
  static LayerwiseDefinition cifar() {
    return paper().resized(new ImageShape(32, 32, 3), 4).withClasses(10);
  }

  /** The same with the strides of the paper, so that the last map is 1x1. */
  static LayerwiseDefinition cifarWithPaperStrides() {
    return paper().resized(new ImageShape(32, 32, 3), 1).withClasses(10);
  }
}
