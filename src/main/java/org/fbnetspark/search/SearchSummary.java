package org.fbnetspark.search;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.arch.Architecture;

/**
 * The outcome of a search in figures. There is no accuracy among them: an architecture has one only
 * after it was trained for itself.
 *
 * @param runDirectory where everything was written
 * @param space name of the space
 * @param architecture the most probable one
 * @param picks op codes of the open choices
 * @param samples further architectures drawn from theta
 * @param predictedLatencyMillis sum over the latency table
 * @param latencyDevice device of that table
 * @param expectedCost mean cost of the architectures that theta draws, in {@code costUnit}
 * @param costUnit unit of the cost that was kept low
 * @param thetaSha256 SHA-256 of theta's logits as big-endian float64, row by row
 * @param weightsSha256 SHA-256 of the supernet's weights as big-endian float32
 * @param imagesPerSecond throughput of this process, both phases together; empty where nothing was
 *     left to do
 * @param epochs completed
 * @param shards logical shards
 * @param seed of the run
 */
public record SearchSummary(
    String runDirectory,
    String space,
    Architecture architecture,
    List<String> picks,
    int samples,
    double predictedLatencyMillis,
    String latencyDevice,
    double expectedCost,
    String costUnit,
    String thetaSha256,
    String weightsSha256,
    Optional<Double> imagesPerSecond,
    int epochs,
    int shards,
    long seed) {

  /** Copies the list. */
  public SearchSummary {
    picks = List.copyOf(picks);
  }
}
