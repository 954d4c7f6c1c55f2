package org.fbnetspark.retrain;

import org.fbnetspark.domain.train.Tally;

/** Who is told how a retraining goes. */
public interface RetrainProgress {

  /**
   * Training begins, or goes on.
   *
   * @param rounds of each epoch
   */
  void started(RetrainState state, int rounds);

  /** A round is over. */
  void round(int epoch, int round, Tally tally);

  /** An epoch is over and kept. */
  void epoch(RetrainReport report);
}
