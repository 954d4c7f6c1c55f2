package org.fbnetspark.domain.space.catalog;

import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stage;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stem;

/**
 * FBNetV1's space: 22 layers of 9 candidates (Wu et al., arXiv 1812.03443, Tables 1 and 2).
 *
 * <p>The paper's Table 1 names two widths for the last convolution, 1984 and 1504; the released
 * networks use either.
 */
public final class FbnetV1 {

  /** Table 2, in the paper's order. */
  public static final List<String> CANDIDATES =
      List.of(
          "mb_k3_e1",
          "mb_k3_e1_g2",
          "mb_k3_e3",
          "mb_k3_e6",
          "mb_k5_e1",
          "mb_k5_e1_g2",
          "mb_k5_e3",
          "mb_k5_e6",
          "skip");

  private static final int[] WIDTHS = {16, 24, 32, 64, 112, 184, 352};
  private static final int[] SCALED_WIDTHS = {8, 16, 16, 24, 40, 72, 128};
  private static final int[] LAYERS = {1, 4, 4, 4, 4, 4, 1};
  private static final int[] STRIDES = {1, 2, 2, 2, 1, 2, 1};

  private FbnetV1() {}

  /** Table 1 of the paper, with a last width of 1984 or 1504. */
  public static LayerwiseDefinition paper(int lastWidth) {
    return definition(new ImageShape(224, 224, 3), 16, WIDTHS, lastWidth);
  }

  /** The network for 96x96 images with the widths 0.35 times as large, rounded up to eights. */
  static LayerwiseDefinition scaled96() {
    return definition(new ImageShape(96, 96, 3), 8, SCALED_WIDTHS, 1416);
  }

  /** For 32x32 images, with the strides of HW-NAS-Bench and 10 classes. */
  public static LayerwiseDefinition cifar() {
    return paper(1504).resized(new ImageShape(32, 32, 3), 4).withClasses(10);
  }

  /**
   * For 32x32 images with the strides of the paper, so that the last map is 1x1: a quarter of the
   * work of each layer, and the form the engine's benchmark trains.
   */
  public static LayerwiseDefinition cifarWithPaperStrides() {
    return paper(1504).resized(new ImageShape(32, 32, 3), 1).withClasses(10);
  }

  private static LayerwiseDefinition definition(
      ImageShape input, int stem, int[] widths, int lastWidth) {
    List<Stage> stages =
        IntStream.range(0, widths.length)
            .mapToObj(i -> new Stage(widths[i], LAYERS[i], STRIDES[i]))
            .toList();
    return new LayerwiseDefinition(
        "fbnet-v1", input, new Stem(3, stem, 2), stages, CANDIDATES, true, lastWidth, 1000);
  }
}
