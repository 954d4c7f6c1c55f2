package org.fbnetspark.wire;

import java.io.Serializable;
import java.util.List;
import org.fbnetspark.domain.theta.Gates;

/**
 * What every shard needs to judge architectures, besides the weights of the phase.
 *
 * @param pass over the theta split, counted from 0, as {@link ThetaRound#pass}
 * @param index position among the rounds of the pass
 * @param samples for each goal the gates of each architecture
 * @param batches batches of each shard that each architecture is judged on
 */
public record SampleRound(int pass, int index, List<List<Gates>> samples, int batches)
    implements Serializable {

  /** Copies the lists. */
  public SampleRound {
    samples = samples.stream().map(List::copyOf).toList();
  }
}
