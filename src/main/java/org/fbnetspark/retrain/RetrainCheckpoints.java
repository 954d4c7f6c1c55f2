package org.fbnetspark.retrain;

import java.util.Optional;

/** Where states and networks survive the process. */
public interface RetrainCheckpoints {

  /** The newest state that is whole, or empty before the first commit. */
  Optional<RetrainState> latest();

  /**
   * Keeps a state and its network; when this returns, a killed process can go on from it.
   *
   * @param statistics of the state's average weights
   * @param best whether the network is the best so far
   */
  void commit(RetrainState state, float[] statistics, boolean best);
}
