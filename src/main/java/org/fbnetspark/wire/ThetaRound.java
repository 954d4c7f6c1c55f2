package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.theta.Theta;

/**
 * What every shard needs for its part of a theta round, besides the weights of the phase.
 *
 * @param pass over the theta split, counted from 0; an epoch may have a part of one, or many
 * @param index position among the rounds of the pass
 * @param thetas gates are drawn from them, one for each goal
 * @param temperature gates are drawn at it
 * @param batches batches of each shard whose gradients are summed
 */
public record ThetaRound(int pass, int index, List<Theta> thetas, double temperature, int batches)
    implements Serializable {

  /** Copies the list. */
  public ThetaRound {
    thetas = List.copyOf(thetas);
  }
}
