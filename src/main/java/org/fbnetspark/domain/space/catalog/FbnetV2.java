package org.fbnetspark.domain.space.catalog;

import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stem;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.domain.space.MaskedDefinition.Row;

/**
 * The search spaces of FBNetV2 (Wan et al., arXiv 2004.05565, Table 1), with the ranges as FP-NAS
 * (Yan et al., arXiv 2011.10949, Tables 1 and 2) reprints them. Its swish is hard swish here, as in
 * the released networks.
 */
final class FbnetV2 {

  private static final List<Integer> KERNELS = List.of(MaskedDefinition.SKIP, 3, 5);
  private static final List<Double> EXPANSIONS = List.of(0.75, 1.5, 2.25, 3.0, 3.75, 4.5);

  private FbnetV2() {}

  /** FBNetV2-F: blocks of a row share their choices, inputs have the sides of F1 to F4. */
  static MaskedDefinition paper() {
    List<Row> rows =
        List.of(
            row(range(12, 16, 4), List.of(1.0), 1, 1),
            row(16, 24, 4, 1, 2),
            row(16, 24, 4, 2, 1),
            row(16, 40, 8, 1, 2),
            row(16, 40, 8, 2, 1),
            row(48, 80, 8, 1, 2),
            row(48, 80, 8, 2, 1),
            row(72, 112, 8, 3, 1),
            row(112, 184, 8, 1, 2),
            row(112, 184, 8, 3, 1));
    return new MaskedDefinition(
        "fbnet-v2-f", squares(128, 224, 32), new Stem(3, 16, 2), rows, 1984, 1000);
  }

  /** The same choices for 32x32 images in 10 classes: fewer rows, inputs of 16, 24 or 32 pixels. */
  static MaskedDefinition cifar() {
    return cifar(1);
  }

  /** The same with a stem that halves the maps, as in the paper: a quarter of the work. */
  static MaskedDefinition cifarWithPaperStem() {
    return cifar(2);
  }

  private static MaskedDefinition cifar(int stemStride) {
    List<Row> rows =
        List.of(
            row(16, 24, 4, 1, 1),
            row(16, 24, 4, 1, 1),
            row(16, 40, 8, 1, 2),
            row(16, 40, 8, 2, 1),
            row(48, 80, 8, 1, 2),
            row(48, 80, 8, 2, 1),
            row(72, 112, 8, 2, 1),
            row(112, 184, 8, 1, 2),
            row(112, 184, 8, 1, 1));
    return new MaskedDefinition(
        "fbnet-v2-cifar", squares(16, 32, 8), new Stem(3, 16, stemStride), rows, 1504, 10);
  }

  private static Row row(int least, int most, int step, int layers, int stride) {
    return row(range(least, most, step), EXPANSIONS, layers, stride);
  }

  private static Row row(List<Integer> widths, List<Double> expansions, int layers, int stride) {
    return new Row(
        widths,
        expansions,
        KERNELS,
        List.of(Activation.RELU, Activation.HARD_SWISH),
        List.of(false, true),
        layers,
        stride,
        true);
  }

  private static List<ImageShape> squares(int least, int most, int step) {
    return range(least, most, step).stream().map(side -> new ImageShape(side, side, 3)).toList();
  }

  private static List<Integer> range(int least, int most, int step) {
    return IntStream.iterate(least, value -> value <= most, value -> value + step).boxed().toList();
  }
}
