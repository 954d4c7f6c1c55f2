package org.fbnetspark.domain.cost;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How the cross-entropy {@code CE} and a cost {@code c} make the loss that theta is trained on. The
 * cost is in the unit of its table: microseconds, multiply-accumulates or weights; logarithms are
 * natural.
 *
 * <p>The forms with a logarithm refuse a cost of {@code e} or less. There the factor would fall
 * below its scale and its slope grow without bound, and at 1 it ceases to exist; no network is that
 * cheap in these units, so such a table is in the wrong one. {@link #requireDefined} tells before a
 * search.
 */
public sealed interface HardwareLoss extends Serializable {

  /**
   * A loss and its slopes.
   *
   * @param loss the loss
   * @param byCrossEntropy derivative by the cross-entropy
   * @param byCost derivative by the cost
   */
  record Value(double loss, double byCrossEntropy, double byCost) {}

  /** The loss at a mean cross-entropy and an expected cost. */
  Value at(double crossEntropy, double cost);

  /**
   * Refuses a table with an architecture at which this loss does not exist.
   *
   * @throws IllegalArgumentException with the cheapest cost and the rule
   */
  default void requireDefined(CostTable table) {
    at(1, table.cheapest());
  }

  /** Names that {@link #named} knows. */
  List<String> NAMES =
      List.of(
          "fbnet", "reference", "product-log", "additive", "linear", "reward", "target", "none");

  /**
   * The form of a name.
   *
   * @param alpha empty for that of the form's source
   * @param beta likewise
   * @param scale cost that others are held against; the forms fbnet, reference and target have none
   */
  static HardwareLoss named(String name, OptionalDouble alpha, OptionalDouble beta, double scale) {
    return switch (name) {
      case "fbnet" -> new Fbnet(alpha.orElse(0.2), beta.orElse(0.6));
      case "reference" -> new Reference(alpha.orElse(0.2), beta.orElse(0.6));
      case "product-log" -> new ProductLog(alpha.orElse(0.2), beta.orElse(0.3), scale);
      case "additive" -> new Additive(alpha.orElse(0.2), beta.orElse(0.6), scale);
      case "linear" -> new Linear(alpha.orElse(0.1), scale);
      case "reward" -> new Reward(beta.orElse(0.1), scale);
      case "target" -> new ToTarget();
      case "none" -> new None();
      default ->
          throw new IllegalArgumentException(
              "A hardware loss must be one of " + NAMES + ", but was " + name);
    };
  }

  /**
   * {@code CE * alpha * (ln c)^beta}, FBNet's Equation 2: alpha scales the whole loss, beta the
   * weight of the cost. The re-implementations take alpha 0.2 and beta 0.6.
   */
  record Fbnet(double alpha, double beta) implements HardwareLoss {

    /** Rejects factors that would reward cost. */
    public Fbnet {
      requireFactors(alpha, beta);
    }

    @Override
    public Value at(double crossEntropy, double cost) {
      double log = logarithm(cost);
      double factor = alpha * StrictMath.pow(log, beta);
      return new Value(crossEntropy * factor, factor, crossEntropy * factor * beta / (log * cost));
    }
  }

  /**
   * {@code CE * alpha * ln(c^beta) = CE * alpha * beta * ln c}, as the best known re-implementation
   * computes it. Beta is a mere scale here.
   */
  record Reference(double alpha, double beta) implements HardwareLoss {

    /** Rejects factors that would reward cost. */
    public Reference {
      requireFactors(alpha, beta);
    }

    @Override
    public Value at(double crossEntropy, double cost) {
      double factor = alpha * beta * logarithm(cost);
      return new Value(crossEntropy * factor, factor, crossEntropy * alpha * beta / cost);
    }
  }

  /**
   * {@code CE * alpha * (ln c / ln scale)^beta}, as the code of ProxylessNAS has it ("mul#log",
   * with alpha 0.2 and beta 0.3, for milliseconds and a target as the scale). The same in another
   * unit pulls otherwise: in microseconds both logarithms are larger, and the slope by the cost is
   * smaller.
   *
   * <p>Source: Cai, Zhu, Han, ProxylessNAS (arXiv 1812.00332), the authors' code.
   */
  record ProductLog(double alpha, double beta, double scale) implements HardwareLoss {

    /** Rejects factors that would reward cost, and a scale whose logarithm divides by little. */
    public ProductLog {
      requireFactors(alpha, beta);
      requireScale(scale);
      logarithm(scale);
    }

    @Override
    public Value at(double crossEntropy, double cost) {
      double log = logarithm(cost);
      double factor = alpha * StrictMath.pow(log / logarithm(scale), beta);
      return new Value(crossEntropy * factor, factor, crossEntropy * factor * beta / (log * cost));
    }
  }

  /**
   * {@code CE + alpha * (c - scale) / scale}, as the code of ProxylessNAS has it ("add#linear",
   * with alpha 0.1 and a target as the scale).
   *
   * <p>Source: Cai, Zhu, Han, ProxylessNAS (arXiv 1812.00332), Equation 6 and the authors' code.
   */
  record Linear(double alpha, double scale) implements HardwareLoss {

    /** Rejects a factor that would reward cost. */
    public Linear {
      requireFactors(alpha, 1);
      requireScale(scale);
    }

    @Override
    public Value at(double crossEntropy, double cost) {
      double slope = alpha / scale;
      return new Value(crossEntropy + slope * (cost - scale), 1, slope);
    }
  }

  /**
   * {@code CE + beta * ln(c / scale)}: what a reward of {@code accuracy * (scale / c)^beta} is
   * where the probability of the label stands for the accuracy, by its negative logarithm. Theta is
   * trained on the reward itself where it is not trained along gradients.
   *
   * <p>Source of the reward: Cai, Zhu, Han, ProxylessNAS (arXiv 1812.00332), Section 3.3.2;
   * exponent of 0.1 in the authors' code.
   */
  record Reward(double beta, double scale) implements HardwareLoss {

    /** Rejects an exponent that would reward cost. */
    public Reward {
      requireFactors(1, beta);
      requireScale(scale);
    }

    /** The reward of an architecture. */
    public double of(double accuracy, double cost) {
      return accuracy * StrictMath.pow(scale / positive(cost), beta);
    }

    @Override
    public Value at(double crossEntropy, double cost) {
      return new Value(
          crossEntropy + beta * StrictMath.log(positive(cost) / scale), 1, beta / cost);
    }
  }

  /**
   * {@code CE + alpha * (c / scale)^beta}. With a target as the scale, alpha is the price of a
   * network that meets it, in nats. A cost of 0 is refused, for the slope may not exist there.
   */
  record Additive(double alpha, double beta, double scale) implements HardwareLoss {

    /** Rejects factors that would reward cost. */
    public Additive {
      requireFactors(alpha, beta);
      requireScale(scale);
    }

    @Override
    public Value at(double crossEntropy, double cost) {
      double term = alpha * StrictMath.pow(positive(cost) / scale, beta);
      return new Value(crossEntropy + term, 1, term * beta / cost);
    }
  }

  /**
   * {@code CE} alone: the search itself leads the expected cost to a target, for it knows that
   * expectation exactly where a batch only samples it.
   */
  record ToTarget() implements HardwareLoss {

    @Override
    public Value at(double crossEntropy, double cost) {
      return new Value(crossEntropy, 1, 0);
    }
  }

  /**
   * {@code CE} alone, whatever the cost: it is told, and an architecture may be derived towards a
   * target, but theta is trained as if there were none.
   *
   * <p>Source: Liu et al., DARTS (arXiv 1806.09055), Equation 3.
   */
  record None() implements HardwareLoss {

    @Override
    public Value at(double crossEntropy, double cost) {
      return new Value(crossEntropy, 1, 0);
    }
  }

  private static double logarithm(double cost) {
    if (!(cost > Math.E)) {
      throw new IllegalArgumentException(
          "A logarithmic loss needs a cost above e = 2.718, but was "
              + cost
              + "; latencies are in microseconds");
    }
    return StrictMath.log(cost);
  }

  private static double positive(double cost) {
    if (!(cost > 0)) {
      throw new IllegalArgumentException("This loss needs a cost above 0, but was " + cost);
    }
    return cost;
  }

  private static void requireScale(double scale) {
    if (!(scale > 0) || scale == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "The scale of a loss must be above 0 and finite, but was " + scale);
    }
  }

  private static void requireFactors(double alpha, double beta) {
    if (!(alpha > 0) || !(beta >= 0) || alpha + beta == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "A hardware loss needs alpha > 0 and beta >= 0, but was " + alpha + " and " + beta);
    }
  }
}
