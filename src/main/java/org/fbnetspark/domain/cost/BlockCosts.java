package org.fbnetspark.domain.cost;

import java.util.OptionalDouble;
import org.fbnetspark.domain.network.Block;

/** What a block costs, of whatever network it is a part. */
@FunctionalInterface
interface BlockCosts {

  /**
   * The cost of one block.
   *
   * @param open whether it may be left out of an architecture
   */
  double of(Block block, boolean open);

  /** The cost of pooling and the classifier behind it together, where it is not their sum. */
  default OptionalDouble ofHead(Block pool, Block classifier) {
    return OptionalDouble.empty();
  }
}
