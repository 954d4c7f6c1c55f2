package org.fbnetspark.search;

import org.fbnetspark.domain.cost.CostKind;

/**
 * A cost that is not what the search is about, but that no architecture may exceed.
 *
 * @param kind of cost, another one than the search's
 * @param most in the unit of the kind: microseconds, multiply-accumulates or weights
 */
public record Limit(CostKind kind, double most) {

  /** Rejects a limit that no network keeps to. */
  public Limit {
    if (!(most > 0 && most < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("A limit needs a finite cost above 0, but was " + most);
    }
  }
}
