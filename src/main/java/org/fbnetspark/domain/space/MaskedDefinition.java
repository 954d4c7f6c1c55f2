package org.fbnetspark.domain.space;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.InvalidSpaceException.Problem;

/**
 * A space of DMaskingNAS (Wan et al., FBNetV2, arXiv 2004.05565, Section 3 and Table 1): stem, rows
 * of inverted residual blocks whose widths, expansions, windows, activations and squeeze and
 * excitation are chosen, last 1x1 convolution, mean pool, classifier, and one choice of the sides
 * of the input. Stem and last convolution have hard swish, as the released networks have.
 *
 * @param name name in configurations and reports
 * @param inputs shapes of an example to choose from, of the same channels, rising
 * @param stem the first convolution
 * @param rows groups of blocks, in order
 * @param lastWidth channels of the last 1x1 convolution
 * @param classes classes to tell apart
 */
public record MaskedDefinition(
    String name,
    List<ImageShape> inputs,
    LayerwiseDefinition.Stem stem,
    List<Row> rows,
    int lastWidth,
    int classes)
    implements SpaceDefinition {

  /** A window of this side is skip. */
  public static final int SKIP = 0;

  /** Middle channels are a multiple of this, as in the released networks. */
  private static final int MULTIPLE = 8;

  /**
   * Blocks of one width.
   *
   * @param widths channels leaving each block, to choose from
   * @param expansions middle channels as a multiple of those that enter, to choose from
   * @param kernels sides of the depthwise window, to choose from: 3, 5, 7, or {@link #SKIP}
   * @param activations to choose from
   * @param squeezeExcite whether there is squeeze and excitation, to choose from
   * @param layers number of blocks
   * @param stride stride of the first block; the others have 1
   * @param shared whether the blocks share their choices, as in FBNetV2-F
   */
  public record Row(
      List<Integer> widths,
      List<Double> expansions,
      List<Integer> kernels,
      List<Activation> activations,
      List<Boolean> squeezeExcite,
      int layers,
      int stride,
      boolean shared)
      implements Serializable {

    /** Copies the lists. */
    public Row {
      widths = List.copyOf(widths);
      expansions = List.copyOf(expansions);
      kernels = List.copyOf(kernels);
      activations = List.copyOf(activations);
      squeezeExcite = List.copyOf(squeezeExcite);
    }

    Row strided(int newStride) {
      return new Row(
          widths, expansions, kernels, activations, squeezeExcite, layers, newStride, shared);
    }
  }

  /**
   * Copies the lists and checks every field.
   *
   * @throws InvalidSpaceException with everything that is wrong
   */
  public MaskedDefinition {
    inputs = List.copyOf(inputs);
    rows = List.copyOf(rows);
    List<Problem> problems = new ArrayList<>();
    check(problems, "stem", "stem.kernel", stem.kernel(), 1, Conv.LARGEST_KERNEL);
    if (stem.kernel() % 2 == 0) {
      problems.add(new Problem("stem", "stem.kernel must be odd, but was " + stem.kernel()));
    }
    check(problems, "stem", "stem.width", stem.width(), 1, 65_536);
    check(problems, "stem", "stem.stride", stem.stride(), 1, 4);
    check(problems, "last-width", "last-width", lastWidth, 1, 65_536);
    check(problems, "classes", "classes", classes, 1, 1_000_000);
    if (inputs.isEmpty() || !rising(inputs)) {
      problems.add(
          new Problem(
              "sides", "sides must rise, each of them once, but the inputs were " + inputs));
    }
    if (rows.isEmpty()) {
      problems.add(new Problem("rows", "rows must not be empty"));
    }
    for (int i = 0; i < rows.size(); i++) {
      check(problems, "rows[" + i + "]", rows.get(i));
    }
    if (!problems.isEmpty()) {
      throw new InvalidSpaceException(name, problems);
    }
  }

  private static boolean rising(List<ImageShape> inputs) {
    for (int i = 1; i < inputs.size(); i++) {
      ImageShape before = inputs.get(i - 1);
      ImageShape shape = inputs.get(i);
      if (shape.height() < before.height()
          || shape.width() < before.width()
          || shape.equals(before)
          || shape.channels() != before.channels()) {
        return false;
      }
    }
    return true;
  }

  private static void check(List<Problem> problems, String at, Row row) {
    each(problems, at + ".widths", row.widths());
    each(problems, at + ".expansions", row.expansions());
    each(problems, at + ".kernels", row.kernels());
    each(problems, at + ".activations", row.activations());
    each(problems, at + ".squeeze-excite", row.squeezeExcite());
    row.widths().forEach(width -> check(problems, "rows", at + ".widths", width, 1, 65_536));
    for (double expansion : row.expansions()) {
      if (!(expansion > 0 && expansion <= 99)) {
        problems.add(
            new Problem(
                "rows", at + ".expansions must be above 0 and at most 99, but was " + expansion));
      }
    }
    for (int kernel : row.kernels()) {
      if (kernel != SKIP && kernel != 3 && kernel != 5 && kernel != 7) {
        problems.add(
            new Problem("rows", at + ".kernels must be 0 (skip), 3, 5 or 7, but was " + kernel));
      }
    }
    check(problems, "rows", at + ".layers", row.layers(), 1, 1_000);
    check(problems, "rows", at + ".stride", row.stride(), 1, 4);
  }

  private static void each(List<Problem> problems, String field, List<?> options) {
    if (options.isEmpty() || new HashSet<>(options).size() < options.size()) {
      problems.add(
          new Problem("rows", field + " must name something, each of it once, but was " + options));
    }
  }

  private static void check(
      List<Problem> problems, String part, String field, int value, int least, int most) {
    if (value < least || value > most) {
      problems.add(
          new Problem(
              part, field + " must be from " + least + " to " + most + ", but was " + value));
    }
  }

  @Override
  public ImageShape input() {
    return inputs.get(inputs.size() - 1);
  }

  @Override
  public MaskedDefinition withClasses(int newClasses) {
    return new MaskedDefinition(name, inputs, stem, rows, lastWidth, newClasses);
  }

  @Override
  public MaskedDefinition withName(String newName) {
    return new MaskedDefinition(newName, inputs, stem, rows, lastWidth, classes);
  }

  /** Smaller inputs are as much smaller than the largest as they were, to the nearest even side. */
  @Override
  public MaskedDefinition resized(ImageShape newInput, int lastMap) {
    int[] strides = new int[rows.size() + 1];
    strides[0] = stem.stride();
    for (int i = 0; i < rows.size(); i++) {
      strides[i + 1] = rows.get(i).stride();
    }
    strides = Strides.fitted(newInput, strides, lastMap);
    List<Row> strided = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      strided.add(rows.get(i).strided(strides[i + 1]));
    }
    return new MaskedDefinition(
        name,
        inputsFor(newInput),
        new LayerwiseDefinition.Stem(stem.kernel(), stem.width(), strides[0]),
        strided,
        lastWidth,
        classes);
  }

  /** The shapes to choose from where this one is the largest. */
  public List<ImageShape> inputsFor(ImageShape largest) {
    ImageShape old = input();
    return inputs.stream()
        .map(
            shape ->
                shape.equals(old)
                    ? largest
                    : new ImageShape(
                        side(shape.height(), old.height(), largest.height()),
                        side(shape.width(), old.width(), largest.width()),
                        largest.channels()))
        .distinct()
        .sorted(Comparator.comparingLong(ImageShape::elements))
        .toList();
  }

  private static int side(int side, int largest, int newLargest) {
    int even = 2 * (int) Math.round((double) side * newLargest / largest / 2);
    return Math.min(newLargest, Math.max(2, even));
  }

  @Override
  public Space space() {
    return new MaskedSpace(this).space();
  }

  /**
   * Middle channels of a block: the nearest multiple of 8, at least one, and one more where more
   * than a twentieth would be lost.
   */
  static int middle(int entering, double expansion) {
    double exact = entering * expansion;
    int nearest = Math.max(MULTIPLE, (int) (exact + MULTIPLE / 2.0) / MULTIPLE * MULTIPLE);
    return nearest < 0.95 * exact ? nearest + MULTIPLE : nearest;
  }
}
