package org.fbnetspark.domain.network;

import java.io.Serializable;

/**
 * A node whose result is taken for class scores. The loss of a network is the sum over its outputs
 * of weight times factor times cross-entropy.
 *
 * @param node index of the node
 * @param when it is there
 * @param weight of its loss, above 0
 */
public record Output(int node, Condition when, double weight) implements Serializable {

  /** Rejects a weight that is none. */
  public Output {
    if (!(weight > 0) || weight == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "The weight of an output must be above 0 and finite, but was " + weight);
    }
  }

  /** The scores of a network with one output. */
  public static Output of(int node) {
    return new Output(node, Condition.ALWAYS, 1);
  }
}
