package org.fbnetspark.search;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.run.RunRecord;

/**
 * What a run directory tells of a search alone.
 *
 * @param run what it tells of any run
 * @param settings of the search
 * @param costs what it keeps low
 * @param latencies the latency table; empty before there is one
 * @param summary the outcome; empty before the end
 * @param samples further architectures drawn from theta, the first ones
 */
public record SearchRecord(
    RunRecord run,
    SearchSettings settings,
    CostSettings costs,
    Optional<LatencyTable> latencies,
    Optional<SearchSummary> summary,
    List<Network> samples) {

  /** Copies the list. */
  public SearchRecord {
    samples = List.copyOf(samples);
  }
}
