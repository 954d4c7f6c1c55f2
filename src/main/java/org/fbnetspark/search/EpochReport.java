package org.fbnetspark.search;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Theta;
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
 * @param limits further costs that are not to be exceeded
 * @param probabilities of the candidates of each open choice, in the space's order; empty where
 *     they were not kept
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
    List<LimitFigures> limits,
    List<ChoiceProbabilities> probabilities,
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

  /**
   * A limit in figures.
   *
   * @param kind of cost
   * @param most that it may be, in the unit of the kind
   * @param expected mean cost of the architectures that theta draws
   * @param weight as of a target
   */
  public record LimitFigures(CostKind kind, double most, double expected, double weight) {}

  /**
   * Theta's probabilities of one choice.
   *
   * @param choice its name, such as {@code stage2.layer3}
   * @param candidates op codes
   * @param probabilities one for each candidate; together 1
   */
  public record ChoiceProbabilities(
      String choice, List<String> candidates, List<Double> probabilities) {

    /** Copies the lists and rejects two of different length. */
    public ChoiceProbabilities {
      candidates = List.copyOf(candidates);
      probabilities = List.copyOf(probabilities);
      if (candidates.size() != probabilities.size()) {
        throw new IllegalArgumentException(
            "Choice "
                + choice
                + " has "
                + candidates.size()
                + " candidates, but "
                + probabilities.size()
                + " probabilities");
      }
    }

    /** Those of every open choice of a space. */
    static List<ChoiceProbabilities> of(Space space, Theta theta) {
      List<Choice> choices = space.choices();
      return IntStream.range(0, choices.size())
          .mapToObj(
              i ->
                  new ChoiceProbabilities(
                      choices.get(i).name(),
                      choices.get(i).candidates(),
                      Arrays.stream(theta.probabilities(i)).boxed().toList()))
          .toList();
    }
  }

  /** Copies the lists. */
  public EpochReport {
    limits = List.copyOf(limits);
    probabilities = List.copyOf(probabilities);
    warnings = List.copyOf(warnings);
  }

  /** Wall time of both phases, in seconds. */
  public double seconds() {
    return weights.seconds() + theta.map(t -> t.tally().seconds()).orElse(0.0);
  }

  /** Throughput over both phases. */
  public double imagesPerSecond() {
    return theta.map(t -> weights.plus(t.tally())).orElse(weights).imagesPerSecond();
  }
}
