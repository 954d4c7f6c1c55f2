package org.fbnetspark.domain.cost;

import java.util.Arrays;
import org.fbnetspark.domain.arch.Theta;

/**
 * Moves theta to an expected cost and changes as little else as can be. Of all distributions over
 * architectures whose mean cost is the one wanted, the nearest to {@code P_theta} by the
 * Kullback-Leibler divergence is
 *
 * <pre>P(a) ~ P_theta(a) * exp(-mu * cost(a)),   that is   theta_li - mu * (c_li - mean_j c_lj)
 * </pre>
 *
 * <p>for the cost is a sum over the choices. The mean cost falls steadily as {@code mu} rises (its
 * slope is minus the variance of the cost), from the dearest architecture to the cheapest, so one
 * {@code mu} fits every cost between them; it is found by bisection. Rows keep their sums.
 *
 * <p>Source: Csiszar, I-Divergence Geometry of Probability Distributions and Minimization Problems
 * (1975), Section 3.
 */
public final class CostProjection {

  /** Halvings after which a bracket has no double left inside. */
  private static final int MOST_HALVINGS = 200;

  /** Doublings after which a tilt is beyond any theta whose costs differ at all. */
  private static final int MOST_DOUBLINGS = 60;

  /** Remaining error as a share of the distance from the cheapest to the dearest. */
  private static final double PRECISION = 1e-10;

  private final CostTable costs;
  private final Theta theta;
  private final double range;

  private CostProjection(Theta theta, CostTable costs) {
    this.theta = theta;
    this.costs = costs;
    this.range = costs.dearest() - costs.cheapest();
  }

  /**
   * The nearest theta whose expected cost is the wanted one.
   *
   * @param wanted in the unit of the table, above the cheapest architecture's and below the
   *     dearest's; no theta has those two themselves
   * @throws IllegalArgumentException where it is not between them
   */
  public static Theta onto(Theta theta, CostTable costs, double wanted) {
    if (!(wanted > costs.cheapest()) || !(wanted < costs.dearest())) {
      throw new IllegalArgumentException(
          "An expected cost must lie between "
              + costs.cheapest()
              + " and "
              + costs.dearest()
              + ", but was "
              + wanted);
    }
    return new CostProjection(theta, costs).found(wanted);
  }

  private Theta found(double wanted) {
    double cheaper = 0;
    double dearer = 0;
    double step = costs.expected(theta) > wanted ? 1 : -1;
    // cheaper is a tilt at which the cost is too low or right, dearer one at which it is too high.
    for (int i = 0; i < MOST_DOUBLINGS && !beyond(step, wanted); i++) {
      cheaper = dearer = step;
      step *= 2;
    }
    if (step > 0) {
      cheaper = step;
    } else {
      dearer = step;
    }
    double tilt = step;
    for (int i = 0; i < MOST_HALVINGS; i++) {
      tilt = dearer + (cheaper - dearer) / 2;
      double excess = costs.expected(tilted(tilt)) - wanted;
      if (Math.abs(excess) <= PRECISION * range) {
        break;
      }
      if (excess > 0) {
        dearer = tilt;
      } else {
        cheaper = tilt;
      }
    }
    return tilted(tilt);
  }

  private boolean beyond(double tilt, double wanted) {
    double expected = costs.expected(tilted(tilt));
    return tilt > 0 ? expected <= wanted : expected >= wanted;
  }

  /** Theta less the costs times this, with the table's range as the unit of cost. */
  private Theta tilted(double tilt) {
    double[][] logits = theta.rows();
    for (int choice = 0; choice < logits.length; choice++) {
      double[] row = costs.row(choice);
      double mean = Arrays.stream(row).average().orElseThrow();
      for (int i = 0; i < row.length; i++) {
        logits[choice][i] -= tilt * ((row[i] - mean) / range);
      }
    }
    return Theta.of(logits);
  }
}
