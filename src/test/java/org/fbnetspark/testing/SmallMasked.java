package org.fbnetspark.testing;

import java.util.List;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.MaskedDefinition;
import org.fbnetspark.domain.space.MaskedDefinition.Row;
import org.fbnetspark.domain.space.Space;

/**
 * A space of DMaskingNAS with every kind of mask: a row whose blocks share their choices, with
 * squeeze and excitation, and blocks of their own widths behind it, so that residuals and skips
 * hold for some widths alone.
 */
public final class SmallMasked {

  public static final MaskedDefinition DEFINITION =
      new MaskedDefinition(
          "small-masked",
          List.of(new ImageShape(8, 8, 3)),
          new LayerwiseDefinition.Stem(3, 8, 2),
          List.of(
              new Row(
                  List.of(8, 12),
                  List.of(0.75, 2.0),
                  List.of(MaskedDefinition.SKIP, 3),
                  List.of(Activation.HARD_SWISH),
                  List.of(false, true),
                  2,
                  1,
                  true),
              new Row(
                  List.of(8, 12, 16),
                  List.of(1.0),
                  List.of(MaskedDefinition.SKIP, 3),
                  List.of(Activation.RELU),
                  List.of(false),
                  2,
                  1,
                  false)),
          12,
          SmallNets.CLASSES);

  public static final Space SPACE = DEFINITION.space();

  /** A convolution alone whose width is chosen. */
  public static final Space CONVOLUTION = convolution();

  /** Strides, windows of two sizes, and blocks that narrow and widen. */
  public static final Space STRIDED =
      new MaskedDefinition(
              "strided-masked",
              List.of(new ImageShape(12, 12, 3)),
              new LayerwiseDefinition.Stem(3, 8, 1),
              List.of(
                  new Row(
                      List.of(8, 12, 20),
                      List.of(0.75, 1.5, 3.0),
                      List.of(MaskedDefinition.SKIP, 3, 5),
                      List.of(Activation.RELU, Activation.HARD_SWISH),
                      List.of(false, true),
                      2,
                      2,
                      true),
                  new Row(
                      List.of(12, 16),
                      List.of(4.5),
                      List.of(3),
                      List.of(Activation.RELU),
                      List.of(true),
                      1,
                      1,
                      false),
                  new Row(
                      List.of(16),
                      List.of(1.0, 2.0),
                      List.of(MaskedDefinition.SKIP, 5),
                      List.of(Activation.HARD_SWISH),
                      List.of(false),
                      2,
                      2,
                      false)),
              16,
              SmallNets.CLASSES)
          .space();

  /** The same with a choice of sides, so that rows lie between others on every axis. */
  public static final MaskedDefinition WITH_SIDES =
      new MaskedDefinition(
          "small-sides",
          List.of(new ImageShape(8, 8, 3), new ImageShape(12, 12, 3), new ImageShape(16, 16, 3)),
          DEFINITION.stem(),
          DEFINITION.rows(),
          DEFINITION.lastWidth(),
          DEFINITION.classes());

  private SmallMasked() {}

  private static Space convolution() {
    Width open =
        new Width(
            List.of(
                new Width.Option(8, Condition.of(0, 0)), new Width.Option(12, Condition.of(0, 1))));
    List<Node> nodes =
        List.of(
            Node.of("stem", new Branch(Branch.INPUT, new Conv(3), 2, Condition.ALWAYS), 8),
            new Node(
                "open", Join.SUM, List.of(new Branch(0, new Conv(1), 1, Condition.ALWAYS)), open),
            Node.of("last", new Branch(1, new Conv(1), 1, Condition.ALWAYS), 12),
            Node.of("pool", new Branch(2, new GlobalPool(), 1, Condition.ALWAYS), 12),
            Node.of("fc", new Branch(3, new Linear(), 1, Condition.ALWAYS), SmallNets.CLASSES));
    return new Space(
        List.of(new Choice("width", List.of("8", "12"))),
        new Network(
            "masked-convolution",
            Input.of(new ImageShape(8, 8, 3)),
            nodes,
            List.of(Output.of(nodes.size() - 1))));
  }
}
