package org.fbnetspark.search;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.arch.Architecture;
import org.fbnetspark.domain.cost.CostKind;

/**
 * The outcome of a search in figures. There is no accuracy among them: an architecture has one only
 * after it was trained for itself.
 *
 * @param runDirectory where everything was written
 * @param space name of the space
 * @param architecture the one derived
 * @param picks op codes of the open choices
 * @param samples further architectures drawn from theta
 * @param predictedLatencyMillis by the latency table
 * @param measuredLatencyMillis of the network as a whole, timed on a worker; empty where it was not
 * @param notMeasured why not; empty where it was
 * @param latencyDevice device of that table
 * @param target cost to end at, if any
 * @param expectedCost mean cost of the architectures that theta draws, in the unit of the kind
 * @param predictedCost cost of the one derived
 * @param costKind what was kept low
 * @param finalists architectures that the one derived was chosen from, the most probable first
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
    Optional<Double> measuredLatencyMillis,
    String notMeasured,
    String latencyDevice,
    Optional<Target> target,
    double expectedCost,
    double predictedCost,
    CostKind costKind,
    List<Finalist> finalists,
    String thetaSha256,
    String weightsSha256,
    Optional<Double> imagesPerSecond,
    int epochs,
    int shards,
    long seed) {

  /**
   * One of the most probable architectures, within the target's tolerance where there is one.
   *
   * @param picks op codes of the open choices
   * @param logProbability under theta, in nats
   * @param cost by the cost table, in the unit of the kind
   * @param measuredMillis of the network as a whole; empty where it was not timed
   * @param heldOutAccuracy once retrained, on training examples that were held out; empty where it
   *     was not
   */
  public record Finalist(
      List<String> picks,
      double logProbability,
      double cost,
      Optional<Double> measuredMillis,
      Optional<Double> heldOutAccuracy) {

    /** Copies the list. */
    public Finalist {
      picks = List.copyOf(picks);
    }
  }

  /** Copies the lists. */
  public SearchSummary {
    picks = List.copyOf(picks);
    finalists = List.copyOf(finalists);
  }
}
