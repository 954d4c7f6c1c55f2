package org.fbnetspark.domain.cost;

import java.util.List;
import java.util.stream.Stream;

/**
 * Costs by one table that architectures may have.
 *
 * @param costs the table
 * @param low least cost, in its unit; minus infinity for none
 * @param high greatest cost; infinity for none
 */
public record CostBand(CostTable costs, double low, double high) {

  /** Share of a step by which sums of costs may round. */
  private static final double ROUNDING = 1e-6;

  /** Rejects what is no number. */
  public CostBand {
    if (Double.isNaN(low) || Double.isNaN(high)) {
      throw new IllegalArgumentException("A band needs two costs, but was " + low + " to " + high);
    }
  }

  /** Whether an architecture, given as an index for each open choice, lies inside. */
  public boolean contains(int[] picks) {
    double cost = costs.of(picks);
    return cost >= low && cost <= high;
  }

  /** The same architectures by the sums of the table, in which searches and projections reckon. */
  CostBand ofSums() {
    return new CostBand(costs.sums(), costs.sum(low), costs.sum(high));
  }

  /** Sums that a search keeps: the scores, then the costs of each band. */
  static List<List<Term>> sums(List<Term> scores, List<CostBand> bands) {
    return Stream.concat(Stream.of(scores), bands.stream().map(band -> band.costs().terms()))
        .toList();
  }

  /** Distance from the cheapest to the dearest architecture; 1 where all cost the same. */
  double range() {
    double range = costs.dearest() - costs.cheapest();
    return range > 0 ? range : 1;
  }

  /** The least cost, or where there is none one that every architecture has at least. */
  double finiteLow() {
    return Math.max(low, costs.cheapest() - range());
  }

  /** The greatest cost, or where there is none one that every architecture has at most. */
  double finiteHigh() {
    return Math.min(high, costs.dearest() + range());
  }

  /**
   * The same with ends that architectures can have. Counts are multiples of something, and an end
   * between two of them would promise what no architecture has.
   */
  CostBand tightened() {
    double step = step();
    double cheapest = costs.cheapest();
    return step == 0
        ? this
        : new CostBand(
            costs,
            cheapest + step * Math.ceil((finiteLow() - cheapest) / step - ROUNDING),
            cheapest + step * Math.floor((finiteHigh() - cheapest) / step + ROUNDING));
  }

  /** The largest whole number that all differences are multiples of; 0 where there is none. */
  private double step() {
    double step = 0;
    for (Term term : costs.terms()) {
      double[] row = term.costs();
      for (double cost : row) {
        double difference = Math.abs(cost - row[0]);
        if (difference != Math.rint(difference)) {
          return 0;
        }
        step = greatestDivisor(step, difference);
      }
    }
    return step;
  }

  private static double greatestDivisor(double one, double other) {
    return other == 0 ? one : greatestDivisor(other, one % other);
  }
}
