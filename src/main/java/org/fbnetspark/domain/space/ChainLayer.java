package org.fbnetspark.domain.space;

import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;

/**
 * A layer of a space that is a chain of them, as FBNetV1, ProxylessNAS and MobileNetV2 are: ops
 * that could stand at one place behind the layer before. Several of them are a choice of their own
 * under the layer's name.
 *
 * @param name unique in its space, such as {@code stage2.layer3}
 * @param candidates at least one
 * @param placement where the candidates would stand
 */
public record ChainLayer(String name, List<Op> candidates, Placement placement) {

  /** Copies the candidates. */
  public ChainLayer {
    candidates = List.copyOf(candidates);
  }

  /** A layer with nothing to choose. */
  public static ChainLayer fixed(String name, Op op, Placement placement) {
    return new ChainLayer(name, List.of(op), placement);
  }

  /** Whether there is something to choose. */
  boolean open() {
    return candidates.size() > 1;
  }

  Choice choice() {
    return new Choice(name, candidates.stream().map(Op::code).toList());
  }

  /**
   * The layer as a node: the sum of a branch for each candidate.
   *
   * @param from the node before
   * @param choice index of its choice, where it has one
   */
  Node node(int from, int choice) {
    List<Branch> branches =
        IntStream.range(0, candidates.size())
            .mapToObj(
                i ->
                    new Branch(
                        from,
                        candidates.get(i),
                        placement.stride(),
                        open() ? Condition.of(choice, i) : Condition.ALWAYS))
            .toList();
    return new Node(name, Join.SUM, branches, Width.of(placement.outChannels()));
  }
}
