package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
 * <p>for costs that are sums over the choices. Theta keeps choices independent, so where terms are
 * of several the nearest theta is the one that is tilted so by its own marginals (the condition of
 * a least divergence under that constraint). Bands are few, so every set of those that hold theta
 * is tried, the fewest first, until its multipliers have the right signs and the other bands are
 * kept to; which is so for one theta alone. Rows keep their sums.
 *
 * <p>Sources: Csiszar, I-Divergence Geometry of Probability Distributions and Minimization Problems
 * (1975), Section 3; Nocedal and Wright, Numerical Optimization (2006), Section 12.3.
 */
public final class CostProjection {

  /** Distance that still counts as inside a band, as a share of the range. */
  private static final double INSIDE = 1e-9;

  /** Largest change of a logit that still counts as none. */
  private static final double SETTLED = 1e-9;

  /** Passes that tilt theta itself; later ones more and more the last result. */
  private static final int WHOLE_PASSES = 10;

  private static final double FIRST_SHARE = 0.25;
  private static final double LEAST_SHARE = 1e-3;
  private static final int MOST_PASSES = 2000;

  /** Share of the way from theta's costs to those held. */
  private static final double SHORTEST_STEP = 1.0 / 1024;

  /** Logit of a candidate that all but always is taken. */
  private static final double FARTHEST = 64;

  private static final int BISECTIONS = 100;

  /** Bound of the search for the cheapest or dearest architecture. */
  private static final int MOST_STEPS = 300_000;

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
      Optional<CostTilting> tilting = tilting(holds);
      if (tilting.isPresent()) {
        Theta tilted = tilting.get().tilted();
        if (outside(tilted) < outside(least)) {
          least = tilted;
        }
        if (outside(tilted) <= INSIDE && tilting.get().signsRight()) {
          return tilted;
        }
      }
    }
    return least;
  }

  /**
   * The tilt by the marginals of its own result. Where costs are sums over the choices marginals
   * are the same everywhere, and the first tilt has them. Else it is looked for from theta on, by
   * way of costs between those of theta and those held, and where that leads nowhere from a theta
   * on that has the cost.
   */
  private Optional<CostTilting> tilting(List<CostTilting.Hold> holds) {
    if (holds.stream().allMatch(hold -> hold.band().costs().linear())) {
      return Optional.of(new CostTilting(theta, holds, theta)).filter(CostTilting::found);
    }
    Optional<CostTilting> last = Optional.empty();
    double way = 0;
    double step = 1;
    while (way < 1 && step > SHORTEST_STEP) {
      double next = Math.min(1, way + step);
      Theta from = last.map(CostTilting::tilted).orElse(theta);
      Optional<CostTilting> found = settled(next < 1 ? onTheWay(holds, next) : holds, from, 1);
      if (found.isPresent()) {
        last = found;
        way = next;
      } else {
        step /= 2;
      }
    }
    if (way < 1 && holds.size() == 1) {
      return settled(holds, having(holds.get(0)), FIRST_SHARE);
    }
    return way < 1 ? Optional.empty() : last;
  }

  private List<CostTilting.Hold> onTheWay(List<CostTilting.Hold> holds, double way) {
    return holds.stream()
        .map(
            hold -> {
              double start = hold.band().costs().expected(theta);
              return new CostTilting.Hold(hold.band(), start + way * (hold.cost() - start));
            })
        .toList();
  }

  /** Theta moved towards the cheapest or the dearest architecture until it has the cost. */
  private Theta having(CostTilting.Hold hold) {
    CostTable costs = hold.band().costs();
    int sign = hold.cost() > costs.expected(theta) ? 1 : -1;
    List<Term> scores = costs.terms().stream().map(term -> term.map(c -> sign * c)).toList();
    CostBand any = new CostBand(costs, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    int[] end = new BandSearch(scores, List.of(any), MOST_STEPS).best(1).picks().get(0);
    double near = 0;
    double far = FARTHEST;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (near + far) / 2;
      if (sign * (hold.cost() - costs.expected(towards(end, middle))) > 0) {
        near = middle;
      } else {
        far = middle;
      }
    }
    return towards(end, near);
  }

  private Theta towards(int[] picks, double by) {
    double[][] rows = theta.rows();
    for (int choice = 0; choice < rows.length; choice++) {
      rows[choice][picks[choice]] += by;
    }
    return Theta.of(rows);
  }

  /**
   * The fixed point of tilting by marginals, from a theta on; empty where none is found. What is
   * tilted is a share of theta and the rest the last result: short steps down to theta along what
   * has the costs, which have the same fixed point and do not swing.
   */
  private Optional<CostTilting> settled(
      List<CostTilting.Hold> holds, Theta from, double firstShare) {
    Theta at = from;
    double share = firstShare;
    for (int pass = 0; pass < MOST_PASSES && share >= LEAST_SHARE; pass++) {
      CostTilting tilting = new CostTilting(between(at, theta, share), holds, at);
      if (tilting.found()) {
        Theta next = tilting.tilted();
        if (distance(at, next) <= share * SETTLED) {
          return Optional.of(tilting);
        }
        at = next;
        share = Math.min(2 * share, Math.min(1, WHOLE_PASSES / (pass + 1.0)));
      } else {
        share /= 2;
      }
    }
    return Optional.empty();
  }

  private static double distance(Theta one, Theta other) {
    double most = 0;
    for (int choice = 0; choice < one.choices(); choice++) {
      double[] row = one.row(choice);
      double[] another = other.row(choice);
      for (int i = 0; i < row.length; i++) {
        most = Math.max(most, Math.abs(row[i] - another[i]));
      }
    }
    return most;
  }

  private static Theta between(Theta one, Theta other, double share) {
    double[][] rows = one.rows();
    for (int choice = 0; choice < rows.length; choice++) {
      double[] another = other.row(choice);
      for (int i = 0; i < another.length; i++) {
        rows[choice][i] += share * (another[i] - rows[choice][i]);
      }
    }
    return Theta.of(rows);
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
