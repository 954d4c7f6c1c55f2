package org.fbnetspark.search;

import org.fbnetspark.domain.cost.CostKind;

/**
 * The cost that a search is to end at.
 *
 * @param cost in the unit of the search's cost table: microseconds, multiply-accumulates or weights
 * @param tolerance distance from it that still counts as met, as a share of it; 0.03 is 3 %
 */
public record Target(double cost, double tolerance) {

  /** Rejects a target that no network meets. */
  public Target {
    if (!(cost > 0 && cost < Double.POSITIVE_INFINITY) || !(tolerance > 0 && tolerance < 1)) {
      throw new IllegalArgumentException(
          "A target needs a finite cost above 0 and a tolerance between 0 and 1, but was "
              + cost
              + " and "
              + tolerance);
    }
  }

  /** The least cost that meets it. */
  public double low() {
    return cost * (1 - tolerance);
  }

  /** The greatest cost that meets it. */
  public double high() {
    return cost * (1 + tolerance);
  }

  /** Whether a cost meets it. */
  public boolean metBy(double other) {
    return other >= low() && other <= high();
  }

  /** How far a cost is from meeting it, as a share of it; 0 where it does. */
  public double off(double other) {
    return Math.max(0, Math.max(low() - other, other - high()) / cost);
  }

  /** The configuration's key of a target of this kind. */
  public static String key(CostKind kind) {
    return switch (kind) {
      case LATENCY -> "search.target-latency-millis";
      case MACS -> "search.target-macs";
      case PARAMETERS -> "search.target-parameters";
    };
  }
}
