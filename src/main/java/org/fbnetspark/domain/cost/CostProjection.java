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
 * {@code mu} fits every cost between them; it is found by false position in the Illinois form. Rows
 * keep their sums.
 *
 * <p>Sources: Csiszar, I-Divergence Geometry of Probability Distributions and Minimization Problems
 * (1975), Section 3; Dowell and Jarratt, A Modified Regula Falsi Method (1971).
 */
public final class CostProjection {

  /** Bound of the steps, of which a dozen are enough; rounding could keep the last ones going. */
  private static final int MOST_STEPS = 200;

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
    double near = 0;
    double nearExcess = costs.expected(theta) - wanted;
    double sign = Math.signum(nearExcess);
    double far = sign;
    double farExcess = excess(far, wanted);
    for (int i = 0; i < MOST_DOUBLINGS && sign * farExcess > 0; i++) {
      near = far;
      nearExcess = farExcess;
      far *= 2;
      farExcess = excess(far, wanted);
    }
    double tilt = far;
    double left = farExcess;
    for (int i = 0; i < MOST_STEPS && Math.abs(left) > PRECISION * range; i++) {
      tilt = far - farExcess * (far - near) / (farExcess - nearExcess);
      double before = left;
      left = excess(tilt, wanted);
      boolean stays = sign * left > 0;
      // An end that stays twice is given half of its weight, or it would hold the other one back.
      if (stays) {
        near = tilt;
        nearExcess = left;
        farExcess = before * left > 0 ? farExcess / 2 : farExcess;
      } else {
        far = tilt;
        farExcess = left;
        nearExcess = before * left > 0 ? nearExcess / 2 : nearExcess;
      }
    }
    return tilted(tilt);
  }

  private double excess(double tilt, double wanted) {
    return costs.expected(tilted(tilt)) - wanted;
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
