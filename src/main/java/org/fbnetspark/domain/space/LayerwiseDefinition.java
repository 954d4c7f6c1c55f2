package org.fbnetspark.domain.space;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.AuxiliaryHead;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Hidden;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.InvalidSpaceException.Problem;

/**
 * A layer-wise space: stem, stages of layers to choose, last 1x1 convolution, mean pool,
 * classifier.
 *
 * @param name name in configurations and reports
 * @param input shape of one input example
 * @param stem the first convolution
 * @param stages the layers to choose, group by group
 * @param candidates op codes offered by stages that name none
 * @param skipAtShapeChanges whether skip is offered where the shape changes, as a 1x1 convolution
 * @param activation behind the stem and the last 1x1 convolution
 * @param lastWidth channels of the last 1x1 convolution
 * @param classes classes to tell apart
 */
public record LayerwiseDefinition(
    String name,
    ImageShape input,
    Stem stem,
    List<Stage> stages,
    List<String> candidates,
    boolean skipAtShapeChanges,
    Activation activation,
    int lastWidth,
    int classes)
    implements SpaceDefinition {

  /** Full convolution of the image: side of the window, channels, stride. */
  public record Stem(int kernel, int width, int stride) implements Serializable {}

  /**
   * Layers of one width.
   *
   * @param width channels leaving each layer
   * @param layers number of layers
   * @param stride stride of the first layer; the others have 1
   * @param candidates op codes offered here; where empty, those of the space
   */
  public record Stage(int width, int layers, int stride, List<String> candidates)
      implements Serializable {

    /** Copies the candidates. */
    public Stage {
      candidates = List.copyOf(candidates);
    }

    /** A stage that offers what the space offers. */
    public Stage(int width, int layers, int stride) {
      this(width, layers, stride, List.of());
    }
  }

  /**
   * Copies the lists and checks every field.
   *
   * @throws InvalidSpaceException with everything that is wrong
   */
  public LayerwiseDefinition {
    stages = List.copyOf(stages);
    candidates = List.copyOf(candidates);
    List<Problem> problems = new ArrayList<>();
    if (stem.kernel() < 1 || stem.kernel() > Conv.LARGEST_KERNEL || stem.kernel() % 2 == 0) {
      problems.add(
          new Problem(
              "stem",
              "stem.kernel must be odd, from 1 to "
                  + Conv.LARGEST_KERNEL
                  + ", but was "
                  + stem.kernel()));
    }
    range(problems, "stem.width", stem.width(), 65_536);
    range(problems, "stem.stride", stem.stride(), 4);
    range(problems, "last-width", lastWidth, 65_536);
    range(problems, "classes", classes, 1_000_000);
    if (stages.isEmpty()) {
      problems.add(new Problem("stages", "stages must not be empty"));
    }
    codes(problems, "candidates", candidates);
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      range(problems, "stages[" + i + "].width", stage.width(), 65_536);
      range(problems, "stages[" + i + "].layers", stage.layers(), 1_000);
      range(problems, "stages[" + i + "].stride", stage.stride(), 4);
      codes(problems, "stages[" + i + "].candidates", stage.candidates());
      if (stage.candidates().isEmpty() && candidates.isEmpty()) {
        problems.add(
            new Problem(
                "candidates",
                "stages[" + i + "] has no candidates and the space has none to offer"));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSpaceException(name, problems);
    }
  }

  /** A space with ReLU behind the stem and the last 1x1 convolution. */
  public LayerwiseDefinition(
      String name,
      ImageShape input,
      Stem stem,
      List<Stage> stages,
      List<String> candidates,
      boolean skipAtShapeChanges,
      int lastWidth,
      int classes) {
    this(
        name,
        input,
        stem,
        stages,
        candidates,
        skipAtShapeChanges,
        Activation.RELU,
        lastWidth,
        classes);
  }

  @Override
  public LayerwiseDefinition withClasses(int newClasses) {
    return new LayerwiseDefinition(
        name,
        input,
        stem,
        stages,
        candidates,
        skipAtShapeChanges,
        activation,
        lastWidth,
        newClasses);
  }

  @Override
  public LayerwiseDefinition withName(String newName) {
    return new LayerwiseDefinition(
        newName,
        input,
        stem,
        stages,
        candidates,
        skipAtShapeChanges,
        activation,
        lastWidth,
        classes);
  }

  /**
   * At 32x32 and 4 FBNetV1 gets stem stride 1 and stage strides 1 1 2 2 1 2 1, as HW-NAS-Bench has
   * them; at 128x128 and above nothing changes.
   */
  @Override
  public LayerwiseDefinition resized(ImageShape newInput, int lastMap) {
    int[] strides = new int[stages.size() + 1];
    strides[0] = stem.stride();
    for (int i = 0; i < stages.size(); i++) {
      strides[i + 1] = stages.get(i).stride();
    }
    strides = Strides.fitted(newInput, strides, lastMap);
    List<Stage> fitted = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      fitted.add(new Stage(stage.width(), stage.layers(), strides[i + 1], stage.candidates()));
    }
    return new LayerwiseDefinition(
        name,
        newInput,
        new Stem(stem.kernel(), stem.width(), strides[0]),
        fitted,
        candidates,
        skipAtShapeChanges,
        activation,
        lastWidth,
        classes);
  }

  @Override
  public Space space() {
    List<ChainLayer> layers = new ArrayList<>();
    ImageShape shape = add(layers, "stem", new Conv(stem.kernel(), activation), at(input, stem));
    for (int stage = 0; stage < stages.size(); stage++) {
      Stage row = stages.get(stage);
      for (int layer = 0; layer < row.layers(); layer++) {
        Placement placement = new Placement(shape, row.width(), layer == 0 ? row.stride() : 1);
        layers.add(
            new ChainLayer(
                "stage" + (stage + 1) + ".layer" + (layer + 1),
                offered(row, placement),
                placement));
        shape = placement.output();
      }
    }
    shape = add(layers, "last", new Conv(1, activation), new Placement(shape, lastWidth, 1));
    shape = add(layers, "pool", new GlobalPool(), new Placement(shape, lastWidth, 1));
    add(layers, "classifier", new Linear(), new Placement(shape, classes, 1));
    return Space.chain(name, input, layers);
  }

  private List<Op> offered(Stage stage, Placement placement) {
    boolean own = !stage.candidates().isEmpty();
    String part = own ? "stages" : "candidates";
    List<Op> ops =
        (own ? stage.candidates() : candidates)
            .stream()
                .map(code -> OpCode.parse(code).orElseThrow())
                .filter(op -> skipAtShapeChanges || placement.keepsShape() || !(op instanceof Skip))
                .toList();
    if (ops.isEmpty()) {
      throw invalid(
          part, "offers only skip where " + placement.input() + " becomes " + placement.output());
    }
    for (Op op : ops) {
      try {
        op.output(placement);
      } catch (IllegalArgumentException unfit) {
        throw invalid(part, unfit.getMessage());
      }
    }
    return ops;
  }

  private InvalidSpaceException invalid(String part, String reason) {
    return new InvalidSpaceException(name, List.of(new Problem(part, reason)));
  }

  private static ImageShape add(List<ChainLayer> layers, String layer, Op op, Placement placement) {
    layers.add(ChainLayer.fixed(layer, op, placement));
    return op.output(placement);
  }

  private static Placement at(ImageShape input, Stem stem) {
    return new Placement(input, stem.width(), stem.stride());
  }

  private static void range(List<Problem> problems, String field, int value, int largest) {
    if (value < 1 || value > largest) {
      add(problems, field, " must be from 1 to " + largest + ", but was " + value);
    }
  }

  private static void codes(List<Problem> problems, String field, List<String> codes) {
    for (int i = 0; i < codes.size(); i++) {
      String code = codes.get(i);
      Optional<Op> op = OpCode.parse(code);
      if (op.isEmpty()) {
        add(problems, field + "[" + i + "]", ": " + OpCode.unknown(code));
      } else if (codes.indexOf(code) != i) {
        add(problems, field + "[" + i + "]", " names " + code + " a second time");
      } else if (endsNetworks(op.get())) {
        add(problems, field + "[" + i + "]", ": " + code + " ends networks and is no candidate");
      }
    }
  }

  private static boolean endsNetworks(Op op) {
    return op instanceof AuxiliaryHead
        || op instanceof GlobalPool
        || op instanceof Hidden
        || op instanceof Linear;
  }

  private static void add(List<Problem> problems, String field, String rule) {
    problems.add(new Problem(field.split("[.\\[]")[0], field + rule));
  }
}
