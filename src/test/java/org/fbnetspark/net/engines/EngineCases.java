package org.fbnetspark.net.engines;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.op.Activation;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.random.SeedTree;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.CellStem;
import org.fbnetspark.domain.space.CellTraining;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.testing.SmallCells;
import org.fbnetspark.testing.SmallGraph;
import org.fbnetspark.testing.SmallMasked;
import org.fbnetspark.testing.SmallNets;
import org.fbnetspark.testing.SmallSides;

/** Networks that both engines compute: every op, mixed, alone and in whole networks. */
final class EngineCases {

  private static final int RANDOM_CASES = 20;

  /** Candidates that odd channel counts allow: no groups. */
  private static final List<Op> UNGROUPED =
      List.of(
          new MbConv(3, 1, 1),
          new MbConv(3, 3, 1),
          new MbConv(5, 1, 1),
          new MbConv(5, 3, 1),
          new Skip());

  private static final List<Op> OTHERS =
      List.of(
          new MbConv(7, 2, 1),
          new MbConv(7, 1, 2),
          new MbConv(3, 3, 1, 2, true),
          new MbConv(5, 2, 2, 2, true),
          new MbConv(3, 1, 1, 1, false),
          new MbConv(5, 1, 2, 1, false));

  /** A network, the batch size, and whether each example has its own factors. */
  record Case(String name, Space space, int batch, boolean ownFactors) {
    @Override
    public String toString() {
      return name + ", batch " + batch + (ownFactors ? ", own gates" : "");
    }
  }

  private EngineCases() {}

  static Stream<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (boolean own : new boolean[] {false, true}) {
      cases.add(mixed("nine", SmallNets.NINE, 8, 8, 16, 16, 1, 4, own));
      cases.add(mixed("nine", SmallNets.NINE, 8, 8, 16, 24, 2, 4, own));
      cases.add(mixed("nine", SmallNets.NINE, 1, 1, 16, 16, 1, 4, own));
      cases.add(mixed("ungrouped", UNGROUPED, 7, 5, 5, 7, 2, 3, own));
      cases.add(mixed("others", OTHERS, 6, 6, 8, 8, 1, 3, own));
      cases.add(mixed("newer", SmallNets.NEWER, 6, 6, 8, 8, 1, 4, own));
      cases.add(mixed("newer", SmallNets.NEWER, 7, 5, 6, 10, 2, 4, own));
    }
    cases.add(mixed("newer", SmallNets.NEWER, 16, 16, 16, 16, 1, 8, false));
    cases.add(mixed("newer", SmallNets.NEWER, 1, 1, 8, 8, 1, 8, false));
    cases.add(mixed("nine", SmallNets.NINE, 2, 2, 8, 12, 2, 5, false));
    cases.add(mixed("nine", SmallNets.NINE, 3, 3, 8, 8, 1, 2, false));
    cases.add(mixed("nine", SmallNets.NINE, 4, 4, 8, 10, 1, 2, false));
    cases.add(mixed("nine", SmallNets.NINE, 6, 9, 8, 8, 1, 1, false));
    cases.add(mixed("nine", SmallNets.NINE, 5, 5, 6, 10, 2, 1, false));
    cases.add(mixed("nine", SmallNets.NINE, 1, 1, 8, 12, 1, 1, false));
    cases.add(mixed("nine", SmallNets.NINE, 16, 16, 16, 16, 1, 2, false));
    cases.add(mixed("ungrouped", UNGROUPED, 7, 7, 5, 5, 1, 3, true));
    cases.add(mixed("ungrouped", UNGROUPED, 4, 6, 1, 3, 1, 2, false));
    cases.add(mixed("others", OTHERS, 6, 8, 8, 10, 2, 3, false));
    cases.add(mixed("others", OTHERS, 5, 7, 4, 4, 1, 2, false));
    cases.add(mixed("others", OTHERS, 1, 1, 4, 4, 1, 8, false));
    cases.add(mixed("sequence", UNGROUPED, 1, 7, 6, 8, 2, 4, false));
    cases.add(mixed("sequence", UNGROUPED, 1, 3, 6, 8, 2, 1, false));
    cases.add(mixed("column", UNGROUPED, 5, 1, 6, 8, 2, 4, true));
    cases.add(mixed("three groups", List.of(new MbConv(3, 2, 3)), 4, 4, 6, 9, 1, 3, false));
    for (Op op : SmallNets.NINE) {
      cases.add(mixed("only " + op.code(), List.of(op), 6, 6, 8, 8, 1, 3, false));
      cases.add(mixed("only " + op.code(), List.of(op), 6, 6, 8, 12, 2, 3, false));
    }
    for (Op op : SmallNets.NEWER) {
      cases.add(mixed("only " + op.code(), List.of(op), 6, 6, 8, 8, 1, 3, false));
      cases.add(mixed("only " + op.code(), List.of(op), 5, 5, 6, 12, 2, 3, false));
    }
    for (Op op : OTHERS) {
      cases.add(mixed("only " + op.code(), List.of(op), 7, 7, 8, 12, 2, 2, false));
    }
    for (int side : new int[] {3, 4, 6, 9, 10}) {
      cases.add(mixed("nine", SmallNets.NINE, side, side, 8, 12, 2, 4, false));
    }
    cases.add(mixed("slabs", SmallNets.NINE, 16, 16, 16, 24, 2, 8, false));
    for (int seed = 0; seed < RANDOM_CASES; seed++) {
      cases.add(random(seed, false));
      cases.add(random(RANDOM_CASES + seed, true));
    }
    for (Op op : SmallNets.ops("hidden", "hidden_hs", "hidden_r6")) {
      Placement at = new Placement(new ImageShape(1, 1, 8), 12, 1);
      cases.add(new Case("only " + op.code(), SmallNets.oneChoice(List.of(op), at), 4, false));
    }
    cases.add(new Case("every op", Space.of(SmallNets.everyOp()), 8, false));
    cases.addAll(masked());
    cases.addAll(capped());
    cases.addAll(cells());
    cases.add(new Case("deep", deep(), 4, false));
    cases.add(new Case("deep", deep(), 4, true));
    return cases.stream();
  }

  private static List<Case> capped() {
    List<Case> cases = new ArrayList<>();
    for (boolean own : new boolean[] {false, true}) {
      cases.add(mixed("capped", SmallNets.CAPPED, 6, 6, 8, 8, 1, 4, own));
      cases.add(mixed("capped", SmallNets.CAPPED, 7, 5, 6, 10, 2, 4, own));
    }
    for (Op op : SmallNets.CAPPED) {
      cases.add(mixed("only " + op.code(), List.of(op), 6, 6, 8, 8, 1, 3, false));
    }
    LayerwiseDefinition whole =
        new LayerwiseDefinition(
            "capped",
            new ImageShape(12, 12, 3),
            new LayerwiseDefinition.Stem(3, 8, 1),
            List.of(
                new LayerwiseDefinition.Stage(8, 1, 1), new LayerwiseDefinition.Stage(12, 1, 2)),
            List.of("mb_k3_e3_r6", "mb_k7_e6_r6", "skip"),
            false,
            Activation.RELU6,
            16,
            SmallNets.CLASSES);
    cases.add(new Case("capped whole", whole.space(), 6, false));
    return cases;
  }

  private static List<Case> masked() {
    return Stream.of(
            SmallMasked.SPACE,
            SmallMasked.STRIDED,
            SmallMasked.CONVOLUTION,
            SmallSides.CHAIN,
            SmallSides.MASKED)
        .map(space -> new Case(space.network().name(), space, 8, false))
        .toList();
  }

  private static List<Case> cells() {
    List<Case> cases = new ArrayList<>();
    List<Op> strided = SmallNets.ops("none", "max_k3_norm", "avg_k3", "reduce", "sep_k3", "dil_k5");
    List<Op> all = new ArrayList<>(SmallNets.ops("none", "skip"));
    all.addAll(SmallCells.OPS);
    for (Op op : SmallCells.OPS) {
      cases.add(mixed("only " + op.code(), List.of(op), 6, 6, 8, 8, 1, 3, false));
      cases.add(mixed("only " + op.code(), List.of(op), 7, 6, 16, 16, 2, 4, false));
      cases.add(mixed("only " + op.code(), List.of(op), 9, 5, 6, 6, 1, 2, false));
      cases.add(mixed("only " + op.code(), List.of(op), 2, 1, 4, 4, 1, 8, false));
    }
    for (Op op : SmallNets.ops("reduce", "reduce_plain")) {
      cases.add(mixed("only " + op.code(), List.of(op), 7, 6, 5, 8, 2, 3, false));
      cases.add(mixed("only " + op.code(), List.of(op), 1, 4, 8, 6, 2, 6, false));
    }
    Space derived = Space.of(SmallCells.network(SmallCells.IMAGE, CellStem.CIFAR));
    Network large = SmallCells.network(new ImageShape(40, 40, 3), CellStem.IMAGENET);
    for (boolean own : new boolean[] {false, true}) {
      cases.add(mixed("cell ops", all, 6, 6, 8, 8, 1, 4, own));
      cases.add(mixed("cell ops", all, 5, 7, 16, 16, 1, 4, own));
      cases.add(mixed("cell ops", strided, 6, 8, 8, 8, 2, 4, own));
      cases.add(mixed("cell ops", strided, 7, 7, 16, 16, 2, 4, own));
      cases.add(new Case("cells", SmallCells.SPACE, 8, own));
      cases.add(new Case("one node", SmallCells.ONE_NODE, 8, own));
      cases.add(new Case("paths", trained(derived.network()), 8, own));
      cases.add(new Case("large images", trained(large), 8, own));
      cases.add(new Case("graph", graph(), 4, own));
    }
    cases.add(new Case("derived cells", derived, 8, false));
    cases.add(new Case("every op of cells", Space.of(SmallCells.everyOp()), 8, false));
    return cases;
  }

  /** A network of cells as it is trained, a choice for each path that may be dropped. */
  private static Space trained(Network network) {
    CellTraining training = CellTraining.of(network, 0.4, true);
    List<Choice> paths =
        IntStream.range(0, training.paths())
            .mapToObj(i -> new Choice("path" + i, List.of("kept", "dropped")))
            .toList();
    return new Space(paths, training.network());
  }

  /** Blocks, sums and joins of several nodes, and two outputs. */
  private static Space graph() {
    Network graph = SmallGraph.SPACE.network();
    List<Node> nodes =
        graph.nodes().stream()
            .map(
                node ->
                    node.join() == Join.LEARNED_SUM
                        ? new Node(node.name(), Join.SUM, node.branches(), node.width())
                        : node)
            .toList();
    List<Output> outputs =
        graph.outputs().stream()
            .map(output -> new Output(output.node(), Condition.ALWAYS, output.weight()))
            .toList();
    return new Space(
        SmallGraph.SPACE.choices(), new Network("graph", graph.input(), nodes, outputs));
  }

  private static Case mixed(
      String name,
      List<Op> ops,
      int height,
      int width,
      int in,
      int out,
      int stride,
      int batch,
      boolean own) {
    Placement at = new Placement(new ImageShape(height, width, in), out, stride);
    Space space =
        SmallNets.network(
            new ImageShape(height, width, 3), 1, List.of(new ChainLayer("choice", ops, at)));
    return new Case(name + " " + at.input() + " to " + out + " by " + stride, space, batch, own);
  }

  /**
   * Any candidates at any place, with any activation and squeeze and excitation if wanted; enough
   * values for each statistic to be well conditioned.
   */
  private static Case random(int seed, boolean newer) {
    RandomGenerator random = new SeedTree(22).child(seed).generator();
    int groups = 1 + random.nextInt(3);
    int in = groups * (1 + random.nextInt(6));
    int out = random.nextBoolean() ? in : groups * (1 + random.nextInt(8));
    List<Op> ops = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    while (ops.size() < count) {
      int expansion = 1 + random.nextInt(4);
      Op block =
          new MbConv(
              3 + 2 * random.nextInt(3),
              expansion,
              random.nextBoolean() ? 1 : groups,
              1 + random.nextInt(2),
              random.nextInt(4) > 0,
              newer && random.nextBoolean(),
              newer ? Activation.values()[random.nextInt(3)] : Activation.RELU);
      Op op = random.nextInt(5) == 0 ? new Skip() : block;
      if (!ops.contains(op)) {
        ops.add(op);
      }
    }
    return mixed(
        "random " + seed + " " + ops.stream().map(Op::code).toList(),
        ops,
        1 + random.nextInt(11),
        1 + random.nextInt(11),
        in,
        out,
        1 + random.nextInt(2),
        8 + random.nextInt(5),
        random.nextBoolean());
  }

  private static Space deep() {
    Placement first = new Placement(new ImageShape(8, 8, 8), 8, 1);
    Placement second = new Placement(first.output(), 12, 2);
    Placement third = new Placement(second.output(), 12, 1);
    return SmallNets.network(
        new ImageShape(16, 16, 3),
        2,
        List.of(
            new ChainLayer("first", SmallNets.NINE, first),
            ChainLayer.fixed("second", new MbConv(5, 3, 1), second),
            ChainLayer.fixed("identity", new Skip(), third),
            ChainLayer.fixed("convolution", new Conv(3, Activation.HARD_SWISH), third),
            ChainLayer.fixed("capped", new Conv(3, Activation.RELU6), third),
            new ChainLayer("third", OTHERS, third),
            new ChainLayer("fourth", SmallNets.NEWER, third)));
  }
}
