package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.fbnetspark.domain.theta.Theta;

/**
 * Moves theta so that its expected costs lie inside some bands and changes as little else as can
 * be. Of all distributions over architectures whose mean costs do, the nearest to {@code P_theta}
 * by the Kullback-Leibler divergence is
 *
 * <pre>
 * P(a) ~ P_theta(a) * exp(-sum mu * cost(a)),   that is   theta_li - sum mu * (c_li - mean_j c_lj)
 * mu above 0 where the mean cost is held at the highest, below 0 at the lowest, 0 between them
 * </pre>
 *
 * <p>for each cost is a sum over the choices. Bands are few, so every set of those that hold theta
 * is tried, the fewest first, until its multipliers have the right signs and the other bands are
 * kept to; which is so for one theta alone. Rows keep their sums.
 *
 * <p>Sources: Csiszar, I-Divergence Geometry of Probability Distributions and Minimization Problems
 * (1975), Section 3; Nocedal and Wright, Numerical Optimization (2006), Section 12.3.
 */
public final class CostProjection {

  /** Distance that still counts as inside a band, as a share of the range. */
  private static final double INSIDE = 1e-9;

  private final Theta theta;
  private final List<CostBand> bands;

  private CostProjection(Theta theta, List<CostBand> bands) {
    this.theta = theta;
    this.bands = bands;
  }

  /**
   * The nearest theta whose expected cost is the wanted one.
   *
   * @param wanted in the unit of the table, above the cheapest architecture's and below the
   *     dearest's; no theta has those two themselves
   * @throws IllegalArgumentException where it is not between them
   */
  public static Theta onto(Theta theta, CostTable costs, double wanted) {
    return onto(theta, List.of(new CostBand(costs, wanted, wanted)));
  }

  /**
   * The nearest theta whose expected costs lie inside all bands; where no theta's do, one that
   * keeps to as many of them as could be kept to.
   *
   * @param bands each has a cost above the cheapest architecture's and below the dearest's
   * @throws IllegalArgumentException where one has none
   */
  public static Theta onto(Theta theta, List<CostBand> bands) {
    bands.forEach(CostProjection::requireBetween);
    return new CostProjection(theta, bands.stream().map(CostBand::ofSums).toList()).nearest();
  }

  private static void requireBetween(CostBand band) {
    if (!(band.high() > band.costs().cheapest()) || !(band.low() < band.costs().dearest())) {
      throw new IllegalArgumentException(
          "An expected cost must lie between "
              + band.costs().cheapest()
              + " and "
              + band.costs().dearest()
              + ", but was to be "
              + band.low()
              + " to "
              + band.high());
    }
  }

  private Theta nearest() {
    Theta least = theta;
    for (List<CostTilting.Hold> holds : sets()) {
      CostTilting tilting = new CostTilting(theta, holds);
      if (tilting.found()) {
        Theta tilted = tilting.tilted();
        if (outside(tilted) < outside(least)) {
          least = tilted;
        }
        if (outside(tilted) <= INSIDE && tilting.signsRight()) {
          return tilted;
        }
      }
    }
    return least;
  }

  /** Every set of bands and ends that may hold theta, the smallest first. */
  private List<List<CostTilting.Hold>> sets() {
    List<List<CostTilting.Hold>> sets = new ArrayList<>(List.of(List.of()));
    for (CostBand band : bands) {
      List<List<CostTilting.Hold>> longer = new ArrayList<>();
      for (List<CostTilting.Hold> set : sets) {
        longer.add(set);
        for (double end : new double[] {band.high(), band.low()}) {
          if (end > band.costs().cheapest() && end < band.costs().dearest()) {
            List<CostTilting.Hold> more = new ArrayList<>(set);
            more.add(new CostTilting.Hold(band, end));
            longer.add(more);
          }
        }
      }
      sets = longer;
    }
    return sets.stream().distinct().sorted(Comparator.comparingInt(List::size)).toList();
  }

  /** Largest distance of an expected cost from its band, as a share of its range. */
  private double outside(Theta other) {
    double most = 0;
    for (CostBand band : bands) {
      double expected = band.costs().expected(other);
      double distance = Math.max(band.low() - expected, expected - band.high());
      most = Math.max(most, distance / band.range());
    }
    return most;
  }
}
