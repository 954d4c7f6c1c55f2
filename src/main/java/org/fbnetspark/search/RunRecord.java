package org.fbnetspark.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.train.RunPath;

/**
 * Everything that a run directory tells of a search, be it over or not.
 *
 * @param directory full path
 * @param settings of the search
 * @param costs what it keeps low
 * @param facts of the manifest: versions, engine, master and the like
 * @param config resolved configuration, as HOCON
 * @param epochs those that have ended, in order
 * @param latencies the latency table; empty before there is one
 * @param summary the outcome; empty before the end
 * @param samples further architectures drawn from theta, the first ones
 */
public record RunRecord(
    String directory,
    SearchSettings settings,
    CostSettings costs,
    Map<String, String> facts,
    String config,
    List<EpochReport> epochs,
    Optional<LatencyTable> latencies,
    Optional<SearchSummary> summary,
    List<Network> samples) {

  /** Copies facts and lists. */
  public RunRecord {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    epochs = List.copyOf(epochs);
    samples = List.copyOf(samples);
  }

  /** The last epoch that has ended, if one has. */
  public Optional<EpochReport> lastEpoch() {
    return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.get(epochs.size() - 1));
  }

  /** Epochs that have ended, counted from the search's beginning. */
  public int epochsDone() {
    return lastEpoch().map(last -> last.epoch() + 1).orElse(0);
  }

  /** Where it lies. */
  public RunPath path() {
    return new RunPath(directory);
  }

  /** Last part of the directory's path, by which people tell runs apart. */
  public String name() {
    return path().name();
  }
}
