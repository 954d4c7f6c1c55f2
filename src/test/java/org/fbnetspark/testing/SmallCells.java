package org.fbnetspark.testing;

import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.CellDefinition;
import org.fbnetspark.domain.space.CellMacro;
import org.fbnetspark.domain.space.CellNetwork;
import org.fbnetspark.domain.space.CellOp;
import org.fbnetspark.domain.space.CellStem;
import org.fbnetspark.domain.space.Genotype;
import org.fbnetspark.domain.space.Space;

/** Small spaces and networks of cells for tests. */
public final class SmallCells {

  /** Images that the space is for. */
  public static final ImageShape IMAGE = new ImageShape(8, 8, 3);

  /** Three cells of two nodes, the eight ops of the paper on their edges. */
  public static final CellDefinition DEFINITION =
      new CellDefinition(
          "small-cells",
          new CellMacro(IMAGE, SmallNets.CLASSES, CellStem.CIFAR, 3, 4),
          2,
          CellOp.EIGHT,
          4,
          6);

  /** The same as a space. */
  public static final Space SPACE = DEFINITION.space();

  /** The same with one node in each cell. */
  public static final Space ONE_NODE =
      new CellDefinition("one-node", DEFINITION.macro(), 1, CellOp.EIGHT, 3, 4).space();

  /** Ops of cells that stand alone on an edge, with and without what is trained in them. */
  public static final List<Op> OPS =
      ops(
          "sep_k3",
          "sep_k5_plain",
          "sep_k7",
          "dil_k3_plain",
          "dil_k5",
          "max_k3",
          "max_k3_norm",
          "avg_k3",
          "avg_k3_norm",
          "relu_conv_k1",
          "relu_conv_k3_plain",
          "bare_conv_k3",
          "bare_conv_k1_plain");

  /** Two nodes of which each op of the paper stands somewhere. */
  public static final Genotype GENOTYPE =
      Genotype.parse(
          "Genotype(normal=[('sep_conv_3x3', 0), ('dil_conv_5x5', 1), ('skip_connect', 0),"
              + " ('avg_pool_3x3', 2)], normal_concat=range(2, 4),"
              + " reduce=[('max_pool_3x3', 0), ('skip_connect', 1), ('sep_conv_5x5', 2),"
              + " ('dil_conv_3x3', 0)], reduce_concat=range(2, 4))");

  private SmallCells() {}

  private static List<Op> ops(String... codes) {
    return SmallNets.ops(codes);
  }

  /** The genotype as a network with three classes, for images of this shape. */
  public static Network network(ImageShape image, CellStem stem) {
    CellMacro macro = new CellMacro(image, SmallNets.CLASSES, stem, 3, 4);
    return new CellNetwork("cells", macro, GENOTYPE).architecture();
  }

  /** A network of every op of cells that is trained, in every form, for 14x12 images. */
  public static Network everyOp() {
    List<Node> nodes = new ArrayList<>();
    add(nodes, "bare_conv_k3", 6, 1);
    OPS.forEach(op -> add(nodes, op.code(), 6, 1));
    add(nodes, "reduce", 8, 2);
    add(nodes, "reduce_plain", 8, 2);
    Branch zero = branch(nodes, "none", 1);
    nodes.add(new Node("sum", Join.SUM, List.of(branch(nodes, "max_k3", 1), zero), Width.of(8)));
    List<Branch> both = List.of(branch(nodes, "skip", 1), branch(nodes, "skip", 1));
    nodes.add(new Node("joined", Join.CONCAT, both, Width.of(16)));
    add(nodes, "aux", 24, 1);
    add(nodes, "fc", SmallNets.CLASSES, 1);
    ImageShape image = new ImageShape(14, 12, 3);
    return new Network(
        "every-op-of-cells", Input.of(image), nodes, List.of(Output.of(nodes.size() - 1)));
  }

  private static void add(List<Node> nodes, String code, int width, int stride) {
    nodes.add(Node.of("layer" + nodes.size(), branch(nodes, code, stride), width));
  }

  private static Branch branch(List<Node> nodes, String code, int stride) {
    Op op = OpCode.parse(code).orElseThrow();
    return new Branch(nodes.size() - 1, op, stride, Condition.ALWAYS);
  }
}
