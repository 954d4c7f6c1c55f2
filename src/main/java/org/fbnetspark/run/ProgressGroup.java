package org.fbnetspark.run;

import java.util.List;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.Round;
import org.fbnetspark.search.SearchProgress;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.search.SearchWorkers;

/**
 * Tells several, one after the other.
 *
 * @param listeners in the order in which they are told
 */
public record ProgressGroup(List<SearchProgress> listeners) implements SearchProgress {

  @Override
  public void started(SearchState state, SearchWorkers.Plan plan) {
    listeners.forEach(listener -> listener.started(state, plan));
  }

  @Override
  public void weightRound(Round round, Tally tally) {
    listeners.forEach(listener -> listener.weightRound(round, tally));
  }

  @Override
  public void thetaRound(Round round, SearchWorkers.ThetaOutcome outcome) {
    listeners.forEach(listener -> listener.thetaRound(round, outcome));
  }

  @Override
  public void epoch(EpochReport report) {
    listeners.forEach(listener -> listener.epoch(report));
  }
}
