package org.fbnetspark.domain.network;

import java.io.Serializable;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.Placement;

/**
 * One op at its place.
 *
 * @param name of the node that it works for
 * @param op what it computes
 * @param placement what enters and what leaves
 */
public record Block(String name, Op op, Placement placement) implements Serializable {

  /** Multiply-accumulates for one example. */
  public long macs() {
    return op.macs(placement);
  }

  /** Weights of convolutions and fully connected layers. */
  public long parameters() {
    return op.parameters(placement);
  }
}
