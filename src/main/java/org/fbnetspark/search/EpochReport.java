package org.fbnetspark.search;

import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.train.Tally;

/**
 * One epoch in figures. Accuracies are the supernet's under sampled gates; they are not the
 * accuracy of any architecture.
 *
 * @param epoch counted from 0
 * @param weights what was counted on the weight split
 * @param theta the theta phase; empty while theta is frozen
 * @param expectedCost mean cost of the architectures that theta draws, in the cost table's unit
 * @param temperature of the gates
 * @param entropy mean entropy of theta's choices, in nats
 * @param learningRate of the weights
 * @param target what the search is led to; empty without a target
 * @param warnings what looks unhealthy
 */
public record EpochReport(
    int epoch,
    Tally weights,
    Optional<ThetaFigures> theta,
    double expectedCost,
    double temperature,
    double entropy,
    double learningRate,
    Optional<TargetFigures> target,
    List<String> warnings) {

  /**
   * The theta phase in figures.
   *
   * @param tally what was counted on the theta split
   * @param loss the hardware-aware loss, the mean over the rounds
   */
  public record ThetaFigures(Tally tally, double loss) {}

  /**
   * A target in figures.
   *
   * @param cost that is wanted, in the cost table's unit
   * @param weight nats of cross-entropy that the controller holds one unit of cost to be worth; 0
   *     where another loss keeps the cost low
   */
  public record TargetFigures(double cost, double weight) {}

  /** Copies the warnings. */
  public EpochReport {
    warnings = List.copyOf(warnings);
  }

  /** Throughput over both phases. */
  public double imagesPerSecond() {
    return theta.map(t -> weights.plus(t.tally())).orElse(weights).imagesPerSecond();
  }
}
