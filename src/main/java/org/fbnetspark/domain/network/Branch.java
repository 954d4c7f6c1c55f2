package org.fbnetspark.domain.network;

import java.io.Serializable;
import org.fbnetspark.domain.op.Op;

/**
 * One op that works for a node, on what an earlier node or the input gives. Its result is
 * multiplied by the factor of its condition.
 *
 * @param from index of an earlier node, or {@link #INPUT}
 * @param op what it computes
 * @param stride step of the op's spatial window
 * @param middle channels inside the op, where there is a choice of them; else {@link Width#OF_OP}
 * @param when it is there
 */
public record Branch(int from, Op op, int stride, Width middle, Condition when)
    implements Serializable {

  /** Index of the network's input. */
  public static final int INPUT = -1;

  /** A branch whose op decides its middle channels itself. */
  public Branch(int from, Op op, int stride, Condition when) {
    this(from, op, stride, Width.OF_OP, when);
  }

  /** The op with as many middle channels as there can be. */
  public Op widest() {
    return middle.ofOp() ? op : op.withMiddle(middle.largest());
  }

  /** The op with the middle channels that are picked. */
  public Op at(int[] picks) {
    return middle.ofOp() ? op : op.withMiddle(middle.at(picks));
  }
}
