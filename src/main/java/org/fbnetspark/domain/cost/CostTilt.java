package org.fbnetspark.domain.cost;

import java.util.List;

/**
 * A bound of the best score that an architecture inside some bands can have. For every multiplier
 * {@code lambda} of each band
 *
 * <pre>score(a) &lt;= max_a (score(a) + sum lambda * cost(a)) - sum lambda * edge
 * edge = low where lambda is above 0, high where it is below</pre>
 *
 * <p>for an architecture inside costs no less than low and no more than high. The maximum is worked
 * out step by step. The bound is convex and made of planes; the multipliers that make it least are
 * found by bisection over the slope of the last band and by golden section over those before it.
 * Any others would give a bound too, so precision costs time and never an answer.
 *
 * <p>Source: Everett, Generalized Lagrange Multiplier Method for Solving Problems of Optimum
 * Allocation of Resources (1963).
 */
final class CostTilt {

  private static final int BISECTIONS = 100;
  private static final int SECTIONS = 60;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /** Doublings after which a multiplier is beyond any score whose costs differ at all. */
  private static final int MOST_DOUBLINGS = 40;

  private final List<CostBand> bands;
  private final List<DecisionOrder.Step> steps;
  private final double[] low;
  private final double[] high;
  private final double[] multipliers;

  private CostTilt(List<Term> scores, List<CostBand> bands) {
    this.bands = bands;
    this.steps =
        DecisionOrder.of(bands.get(0).costs().candidates(), CostBand.sums(scores, bands)).steps();
    this.low = bands.stream().mapToDouble(CostBand::finiteLow).toArray();
    this.high = bands.stream().mapToDouble(CostBand::finiteHigh).toArray();
    this.multipliers = new double[bands.size()];
  }

  /**
   * The multipliers of the least bound, one for each band.
   *
   * @param scores minus infinity for what is out of the question
   */
  static CostTilt least(List<Term> scores, List<CostBand> bands) {
    CostTilt tilt = new CostTilt(scores, bands);
    tilt.minimise(0);
    return tilt;
  }

  /** The multiplier of a band, in scores for each unit of its cost. */
  double of(int band) {
    return multipliers[band];
  }

  /** What the multiplier of a band takes off. */
  double edge(int band) {
    double multiplier = multipliers[band];
    return multiplier == 0 ? 0 : multiplier * (multiplier > 0 ? low[band] : high[band]);
  }

  /** The bound of all architectures. */
  double bound() {
    return look().bound;
  }

  /** Makes the bound least over the multipliers from one on; gives that bound. */
  private double minimise(int from) {
    if (from == bands.size()) {
      return bound();
    }
    return from == bands.size() - 1 ? bisect(from) : section(from);
  }

  /** The slope of the bound rises with the multiplier. */
  private double bisect(int band) {
    multipliers[band] = 0;
    double sign = Math.signum(-look().slope(band));
    if (sign == 0) {
      return bound();
    }
    double step = 1 / bands.get(band).range();
    double near = 0;
    double far = sign * step;
    for (int i = 0; i < MOST_DOUBLINGS && slope(band, far) * sign < 0; i++) {
      near = far;
      far *= 2;
    }
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (near + far) / 2;
      if (slope(band, middle) * sign < 0) {
        near = middle;
      } else {
        far = middle;
      }
    }
    double atNear = value(band, near);
    return atNear <= value(band, far) ? value(band, near) : value(band, far);
  }

  private double slope(int band, double multiplier) {
    multipliers[band] = multiplier;
    return look().slope(band);
  }

  private double value(int band, double multiplier) {
    multipliers[band] = multiplier;
    return bound();
  }

  private double section(int band) {
    double step = 1 / bands.get(band).range();
    double left = -step;
    double right = step;
    double middle = inner(band, 0);
    for (int i = 0; i < MOST_DOUBLINGS && inner(band, right) < middle; i++) {
      middle = inner(band, right);
      left = right / 2;
      right *= 2;
    }
    for (int i = 0; i < MOST_DOUBLINGS && inner(band, left) < middle; i++) {
      middle = inner(band, left);
      right = left / 2;
      left *= 2;
    }
    double low = right - GOLDEN * (right - left);
    double high = left + GOLDEN * (right - left);
    double atLow = inner(band, low);
    double atHigh = inner(band, high);
    for (int i = 0; i < SECTIONS; i++) {
      if (atLow <= atHigh) {
        right = high;
        high = low;
        atHigh = atLow;
        low = right - GOLDEN * (right - left);
        atLow = inner(band, low);
      } else {
        left = low;
        low = high;
        atLow = atHigh;
        high = left + GOLDEN * (right - left);
        atHigh = inner(band, high);
      }
    }
    // A band that binds nothing has no multiplier at all.
    double best = inner(band, (left + right) / 2);
    return inner(band, 0) <= best ? inner(band, 0) : inner(band, (left + right) / 2);
  }

  private double inner(int band, double multiplier) {
    multipliers[band] = multiplier;
    return minimise(band + 1);
  }

  /** The bound at the multipliers, and the costs of the architecture that has it. */
  private Look look() {
    double bound = 0;
    double[] costs = new double[bands.size()];
    for (int band = 0; band < costs.length; band++) {
      costs[band] = bands.get(band).costs().fixed();
      bound += multipliers[band] * costs[band] - edge(band);
    }
    int[][] taken = new int[steps.size()][];
    double[] stretches = stretches(taken);
    int state = 0;
    for (int place = 0; place < taken.length; place++) {
      DecisionOrder.Step step = steps.get(place);
      int combination = taken[place][state];
      bound += step.states() == 1 ? stretches[place] : 0;
      for (int band = 0; band < costs.length; band++) {
        costs[band] += step.values(band + 1, state)[combination];
      }
      state = step.next(state, combination);
    }
    return new Look(bound, costs);
  }

  /**
   * The best of each stretch of steps, at the step that it begins with; it ends where one state is
   * left.
   *
   * @param taken becomes the best combination, by place and state
   */
  private double[] stretches(int[][] taken) {
    double[] stretches = new double[taken.length];
    double[] after = {0};
    for (int place = taken.length - 1; place >= 0; place--) {
      DecisionOrder.Step step = steps.get(place);
      double[] best = new double[step.states()];
      taken[place] = new int[best.length];
      for (int state = 0; state < best.length; state++) {
        double[] tilted = step.values(0, state).clone();
        best[state] = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < tilted.length; i++) {
          for (int band = 0; band < multipliers.length; band++) {
            tilted[i] += multipliers[band] * step.values(band + 1, state)[i];
          }
          tilted[i] += after[step.next(state, i)];
          if (tilted[i] > best[state]) {
            best[state] = tilted[i];
            taken[place][state] = i;
          }
        }
      }
      stretches[place] = best[0];
      after = best.length == 1 ? new double[] {0} : best;
    }
    return stretches;
  }

  private final class Look {
    private final double bound;
    private final double[] costs;

    Look(double bound, double[] costs) {
      this.bound = bound;
      this.costs = costs;
    }

    /** Zero where no small change of the multiplier lowers the bound. */
    double slope(int band) {
      double over = costs[band] - low[band];
      double under = costs[band] - high[band];
      double multiplier = multipliers[band];
      if (multiplier == 0) {
        return over < 0 ? over : Math.max(under, 0);
      }
      return multiplier > 0 ? over : under;
    }
  }
}
