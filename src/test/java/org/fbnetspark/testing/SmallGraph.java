package org.fbnetspark.testing;

import java.util.List;
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
import org.fbnetspark.domain.space.Space;

/** A small space with every kind of part but choices of widths and of sides of the input. */
public final class SmallGraph {

  /** The space; its third choice is between the outputs. */
  public static final Space SPACE =
      new Space(
          List.of(
              new Choice("block", List.of("mb", "skip")),
              new Choice("source", List.of("stem", "first")),
              new Choice("depth", List.of("early", "late"))),
          network());

  private SmallGraph() {}

  private static Network network() {
    Condition block = Condition.of(0, 0);
    Condition skip = Condition.of(0, 1);
    Condition different =
        new Condition(
            List.of(
                List.of(new Pick(0, 0), new Pick(1, 1)), List.of(new Pick(0, 1), new Pick(1, 0))));
    List<Node> nodes =
        List.of(
            Node.of("stem", branch(Branch.INPUT, new Conv(3)), 4),
            sum("first", 4, branch(0, new MbConv(3, 1, 1), block), branch(0, new Skip(), skip)),
            sum(
                "second",
                4,
                branch(0, new MbConv(3, 2, 2), Condition.of(1, 0)),
                branch(1, new Skip(), Condition.of(1, 1)),
                branch(1, new MbConv(3, 1, 1), different),
                branch(0, new Skip())),
            sum(
                "third",
                4,
                branch(2, new MbConv(5, 1, 1), block),
                branch(2, new Skip(), skip),
                branch(Branch.INPUT, new Conv(1))),
            new Node(
                "side-by-side",
                Join.CONCAT,
                List.of(branch(1, new Skip()), branch(3, new Skip())),
                Width.of(8)),
            new Node(
                "learned",
                Join.LEARNED_SUM,
                List.of(
                    branch(4, new Skip()), branch(4, new MbConv(3, 1, 1)), branch(3, new Conv(1))),
                Width.of(8)),
            Node.of("pool", branch(5, new GlobalPool()), 8),
            Node.of("classifier", branch(6, new Linear()), SmallNets.CLASSES),
            Node.of("early-pool", branch(2, new GlobalPool()), 4),
            Node.of("early-classifier", branch(8, new Linear()), SmallNets.CLASSES));
    return new Network(
        "graph",
        Input.of(new ImageShape(5, 4, 3)),
        nodes,
        List.of(new Output(9, Condition.of(2, 0), 0.5), new Output(7, Condition.of(2, 1), 1.25)));
  }

  private static Node sum(String name, int channels, Branch... branches) {
    return new Node(name, Join.SUM, List.of(branches), Width.of(channels));
  }

  private static Branch branch(int from, Op op) {
    return branch(from, op, Condition.ALWAYS);
  }

  private static Branch branch(int from, Op op, Condition when) {
    return new Branch(from, op, 1, when);
  }
}
