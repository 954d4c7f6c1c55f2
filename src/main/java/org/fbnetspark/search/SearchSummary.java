package org.fbnetspark.search;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.cost.LatencyRows;
import org.fbnetspark.domain.evaluation.MeanDifference;
import org.fbnetspark.domain.network.Network;

/**
 * The outcome of a search in figures. Accuracies among them are of networks that were retrained: an
 * architecture has one only after it was trained for itself.
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
 * @param latencyRows where the times of the space come from, or of the architecture where the
 *     search kept something else low; empty in files of earlier releases
 * @param target cost to end at, if any
 * @param limits further costs that were not to be exceeded
 * @param expectedCost mean cost of the architectures that theta draws, in the unit of the kind
 * @param predictedCost cost of the one derived
 * @param costKind what was kept low
 * @param finalists architectures that the one derived was chosen from, the most probable first;
 *     where the target was missed, the nearest first
 * @param tries of deriving and timing, in order; none where times decide nothing
 * @param baselines architectures drawn at random within the target and retrained as the finalists
 *     were; none where they were not asked for
 * @param heldOutExamples training examples that were held out to judge by; 0 where no network was
 *     retrained
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
    Network architecture,
    List<String> picks,
    int samples,
    double predictedLatencyMillis,
    Optional<Double> measuredLatencyMillis,
    String notMeasured,
    String latencyDevice,
    Optional<LatencyRows> latencyRows,
    Optional<Target> target,
    List<LimitOutcome> limits,
    double expectedCost,
    double predictedCost,
    CostKind costKind,
    List<Judged> finalists,
    List<Try> tries,
    List<Judged> baselines,
    long heldOutExamples,
    String thetaSha256,
    String weightsSha256,
    Optional<Double> imagesPerSecond,
    int epochs,
    int shards,
    long seed) {

  /** A ratio of measured to predicted time that a table's own error does not explain. */
  public static final double UNLIKELY_RATIO = 1.25;

  /**
   * An architecture and what is known of it.
   *
   * @param picks op codes of the open choices
   * @param logProbability under theta, in nats
   * @param cost by the cost table, in the unit of the kind
   * @param measuredMillis of the network as a whole; empty where it was not timed
   * @param heldOutAccuracy once retrained, on training examples that were held out; empty where it
   *     was not
   */
  public record Judged(
      List<String> picks,
      double logProbability,
      double cost,
      Optional<Double> measuredMillis,
      Optional<Double> heldOutAccuracy) {

    /** Copies the list. */
    public Judged {
      picks = List.copyOf(picks);
    }

    /** Time measured over time predicted; empty where it was not timed. Of costs that are times. */
    public Optional<Double> ratio() {
      return measuredMillis.map(millis -> 1000 * millis / cost);
    }
  }

  /**
   * A cost that was not to be exceeded.
   *
   * @param kind of cost
   * @param most that it may be, in the unit of the kind
   * @param expected mean of the architectures that theta draws
   * @param predicted of the architecture derived
   */
  public record LimitOutcome(CostKind kind, double most, double expected, double predicted) {}

  /**
   * Architectures that were derived at the target and timed.
   *
   * @param latencyFactor by which the target was multiplied to derive them: 1 at first, then as the
   *     times measured before make it
   * @param networks that were derived
   */
  public record Try(double latencyFactor, List<Judged> networks) {

    /** Copies the list. */
    public Try {
      networks = List.copyOf(networks);
    }
  }

  /** Copies the lists. */
  public SearchSummary {
    picks = List.copyOf(picks);
    limits = List.copyOf(limits);
    finalists = List.copyOf(finalists);
    tries = List.copyOf(tries);
    baselines = List.copyOf(baselines);
  }

  /**
   * The cost that is held against the target: a latency as it was measured, if it was; else as it
   * was predicted.
   */
  public double decidingCost() {
    return costKind == CostKind.LATENCY
        ? measuredLatencyMillis.map(millis -> 1000 * millis).orElse(predictedCost)
        : predictedCost;
  }

  /** Cost of the architecture derived by the table of a limit; empty where there is no such one. */
  public Optional<Double> predicted(CostKind kind) {
    return limits.stream()
        .filter(limit -> limit.kind() == kind)
        .findFirst()
        .map(LimitOutcome::predicted);
  }

  /** Whether there was a target and the architecture derived does not meet it. */
  public boolean missed() {
    return target.filter(wanted -> !wanted.metBy(decidingCost())).isPresent();
  }

  /** Whether a ratio of measured to predicted time is further off than a table's own error. */
  public static boolean unlikely(double ratio) {
    return ratio > UNLIKELY_RATIO || ratio < 1 / UNLIKELY_RATIO;
  }

  /** Time measured over time predicted; empty where the one was not measured or the other is 0. */
  public Optional<Double> latencyRatio() {
    return measuredLatencyMillis
        .filter(millis -> predictedLatencyMillis > 0)
        .map(millis -> millis / predictedLatencyMillis);
  }

  /** By what the target was multiplied to derive the architecture. */
  public double latencyFactor() {
    return tries.stream()
        .filter(one -> one.networks().stream().anyMatch(network -> network.picks().equals(picks)))
        .mapToDouble(Try::latencyFactor)
        .findFirst()
        .orElse(1);
  }

  /** Accuracy of the architecture derived on what is held out; empty where it was not retrained. */
  public Optional<Double> heldOutAccuracy() {
    return finalists.stream()
        .filter(one -> one.picks().equals(picks))
        .findFirst()
        .flatMap(Judged::heldOutAccuracy);
  }

  /** Accuracies of the baselines on what is held out. */
  public List<Double> baselineAccuracies() {
    return baselines.stream().flatMap(one -> one.heldOutAccuracy().stream()).toList();
  }

  /**
   * How much better the architecture derived does than baselines on average; empty where there are
   * fewer than two.
   */
  public Optional<MeanDifference> aboveBaselines() {
    List<Double> others = baselineAccuracies();
    return others.size() < 2
        ? Optional.empty()
        : heldOutAccuracy().map(one -> MeanDifference.of(one, heldOutExamples, others));
  }
}
