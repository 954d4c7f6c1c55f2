package org.fbnetspark.run;

import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.format.run.MetricsJson;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.Round;
import org.fbnetspark.search.SearchProgress;
import org.fbnetspark.search.SearchState;
import org.fbnetspark.search.SearchWorkers;
import org.fbnetspark.sink.EpochMetrics;
import org.fbnetspark.sink.MetricsSink;

/**
 * Keeps {@code metrics.jsonl} of a search and gives its metrics to the sinks.
 *
 * @param lines of the file
 * @param sinks where metrics go besides
 */
public record MetricsFile(MetricsLines lines, MetricsSink sinks) implements SearchProgress {

  @Override
  public void started(SearchState state, SearchWorkers.Plan plan) {
    lines.resume(state.epoch());
  }

  @Override
  public void weightRound(Round round, Tally tally) {}

  @Override
  public void thetaRound(Round round, SearchWorkers.ThetaOutcome outcome) {}

  @Override
  public void epoch(EpochReport report) {
    lines.add(MetricsJson.line(report));
    sinks.epoch(report.epoch() + 1, EpochMetrics.of(report));
  }
}
