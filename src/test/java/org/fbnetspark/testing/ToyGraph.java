package org.fbnetspark.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Pick;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Conv;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.MbConv;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Skip;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.Combinations;
import org.fbnetspark.domain.space.Space;

/**
 * A small space with every kind of part: nodes of two inputs, a sum, a concatenation and a learned
 * sum, a choice that two nodes share, a condition of two ways, choices of width, of middle width,
 * of the sides of the input and of the output.
 */
public final class ToyGraph {

  private static final int WIDTH = 0;
  private static final int MIDDLE = 1;
  private static final int KERNEL = 2;
  private static final int SIDE = 3;
  private static final int SHARED = 4;
  private static final int DEPTH = 5;

  private ToyGraph() {}

  /** The space. */
  public static Space space() {
    List<Choice> choices =
        List.of(
            new Choice("width", List.of("8", "16")),
            new Choice("middle", List.of("4", "12")),
            new Choice("kernel", List.of("3", "5", "skip")),
            new Choice("side", List.of("16", "12")),
            new Choice("shared", List.of("conv_k1", "conv_k3")),
            new Choice("depth", List.of("deep", "shallow")));
    Input input =
        new Input(
            List.of(
                new Input.Option(new ImageShape(16, 16, 3), Condition.of(SIDE, 0)),
                new Input.Option(new ImageShape(12, 12, 3), Condition.of(SIDE, 1))));
    List<Output> outputs =
        List.of(
            new Output(7, Condition.of(DEPTH, 0), 1), new Output(9, Condition.of(DEPTH, 1), 0.5));
    return new Space(choices, new Network("toy", input, nodes(), outputs));
  }

  private static List<Node> nodes() {
    Width width = width(8, 16);
    Width middle =
        new Width(
            List.of(
                new Width.Option(4, Condition.of(MIDDLE, 0)),
                new Width.Option(12, Condition.of(MIDDLE, 1))));
    Condition five =
        new Condition(
            List.of(
                List.of(new Pick(KERNEL, 1)), List.of(new Pick(KERNEL, 2), new Pick(WIDTH, 1))));
    Condition skip = Condition.of(new Pick(KERNEL, 2), new Pick(WIDTH, 0));
    List<Branch> wide =
        List.of(
            new Branch(0, new MbConv(3, 1, 1), 1, middle, Condition.of(KERNEL, 0)),
            new Branch(0, new MbConv(5, 1, 1), 1, middle, five),
            new Branch(0, new Skip(), 1, skip));
    List<Branch> two = new ArrayList<>(shared(1));
    two.add(always(0, new Conv(1), 1));
    return List.of(
        Node.of("stem", always(Branch.INPUT, new Conv(3), 2), 8),
        new Node("wide", Join.SUM, wide, width),
        new Node("left", Join.SUM, shared(1), width),
        new Node("right", Join.SUM, two, width),
        new Node(
            "both",
            Join.CONCAT,
            List.of(always(2, new Skip(), 1), always(3, new Skip(), 1)),
            width(16, 32)),
        new Node(
            "mix",
            Join.LEARNED_SUM,
            List.of(always(4, new Conv(1), 1), always(0, new Conv(3), 1)),
            Width.of(12)),
        Node.of("pool", always(5, new GlobalPool(), 1), 12),
        Node.of("classifier", always(6, new Linear(), 1), 10),
        new Node("early.pool", Join.SUM, List.of(always(2, new GlobalPool(), 1)), width),
        Node.of("early.classifier", always(8, new Linear(), 1), 10));
  }

  private static Width width(int small, int large) {
    return new Width(
        List.of(
            new Width.Option(small, Condition.of(WIDTH, 0)),
            new Width.Option(large, Condition.of(WIDTH, 1))));
  }

  private static List<Branch> shared(int from) {
    return List.of(
        new Branch(from, new Conv(1), 1, Condition.of(SHARED, 0)),
        new Branch(from, new Conv(3), 1, Condition.of(SHARED, 1)));
  }

  private static Branch always(int from, Op op, int stride) {
    return new Branch(from, op, stride, Condition.ALWAYS);
  }

  /** All ways to pick. */
  public static List<int[]> picks() {
    int[] candidates = space().candidates();
    List<int[]> all = new ArrayList<>();
    int[] choices = IntStream.range(0, candidates.length).toArray();
    Combinations.each(choices, candidates, picks -> all.add(picks.clone()));
    return all;
  }
}
