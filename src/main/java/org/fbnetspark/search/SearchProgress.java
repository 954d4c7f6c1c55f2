package org.fbnetspark.search;

import org.fbnetspark.domain.train.Tally;

/** Who is told how a search goes; nothing here changes its course. */
public interface SearchProgress {

  /** The search begins, or goes on after the epochs that the state has completed. */
  void started(SearchState state, SearchWorkers.Plan plan);

  /** A weight round has ended. */
  void weightRound(Round round, Tally tally);

  /** A theta round has ended. */
  void thetaRound(Round round, SearchWorkers.ThetaOutcome outcome);

  /** An epoch has ended and its checkpoint is kept. */
  void epoch(EpochReport report);
}
