package org.fbnetspark.domain.cost;

import java.io.Serializable;
import java.util.List;

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
  List<String> NAMES = List.of("fbnet", "reference", "additive", "target");

  /**
   * The form of a name.
   *
   * @param scale divisor of the cost; the additive form alone has one
   */
  static HardwareLoss named(String name, double alpha, double beta, double scale) {
    return switch (name) {
      case "fbnet" -> new Fbnet(alpha, beta);
      case "reference" -> new Reference(alpha, beta);
      case "additive" -> new Additive(alpha, beta, scale);
      case "target" -> new ToTarget();
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
   * {@code CE + alpha * (c / scale)^beta}. With a target as the scale, alpha is the price of a
   * network that meets it, in nats. A cost of 0 is refused, for the slope may not exist there.
   */
  record Additive(double alpha, double beta, double scale) implements HardwareLoss {

    /** Rejects factors that would reward cost. */
    public Additive {
      requireFactors(alpha, beta);
      if (!(scale > 0) || scale == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "The scale of an additive loss must be above 0 and finite, but was " + scale);
      }
    }

    @Override
    public Value at(double crossEntropy, double cost) {
      if (!(cost > 0)) {
        throw new IllegalArgumentException(
            "An additive loss needs a cost above 0, but was " + cost);
      }
      double term = alpha * StrictMath.pow(cost / scale, beta);
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

  private static double logarithm(double cost) {
    if (!(cost > Math.E)) {
      throw new IllegalArgumentException(
          "A logarithmic loss needs a cost above e = 2.718, but was "
              + cost
              + "; latencies are in microseconds");
    }
    return StrictMath.log(cost);
  }

  private static void requireFactors(double alpha, double beta) {
    if (!(alpha > 0) || !(beta >= 0) || alpha + beta == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "A hardware loss needs alpha > 0 and beta >= 0, but was " + alpha + " and " + beta);
    }
  }
}
