package org.fbnetspark.domain.cost;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.theta.Theta;

/**
 * The tilt of theta by some costs at which each of their means is what it is held at. The
 * multipliers are where the convex function
 *
 * <pre>f(mu) = ln sum_a P_theta(a) * exp(-sum mu * cost(a)) + sum mu * held</pre>
 *
 * <p>is least; its slopes are the missing costs and its curvature is their covariance. It is found
 * by Newton's steps, each halved until f falls enough, with the ranges of the costs as their units.
 *
 * <p>Source: Nocedal and Wright, Numerical Optimization (2006), Sections 3.1 and 3.4.
 */
final class CostTilting {

  /** Remaining error as a share of the range. */
  private static final double PRECISION = 1e-10;

  /** Bound of the steps, of which a dozen are enough. */
  private static final int MOST_STEPS = 200;

  private static final int MOST_HALVINGS = 40;

  /** Share of the promised fall that is enough. */
  private static final double ENOUGH = 1e-4;

  /** Added to the variances, as a share of them, for costs that say the same. */
  private static final double RIDGE = 1e-12;

  private final double[][] logits;
  private final double[][][] costs;
  private final double[] held;
  private final double[] multipliers;
  private final List<Hold> holds;
  private final boolean found;

  /**
   * A mean cost that is to be had.
   *
   * @param band whose cost it is
   * @param cost one of its ends
   */
  record Hold(CostBand band, double cost) {}

  /**
   * Solves for the multipliers.
   *
   * @param theta what is tilted
   * @param at where costs of several choices are taken for sums over the choices
   */
  CostTilting(Theta theta, List<Hold> holds, Theta at) {
    this.holds = holds;
    this.logits = theta.rows();
    this.costs = holds.stream().map(hold -> unitless(hold, at)).toArray(double[][][]::new);
    this.held = holds.stream().mapToDouble(hold -> unitlessMean(hold, at)).toArray();
    this.multipliers = new double[held.length];
    this.found = solve();
  }

  /** Whether there is such a tilt. */
  boolean found() {
    return found;
  }

  /** Whether no end that holds theta would be left towards the inside of its band. */
  boolean signsRight() {
    for (int k = 0; k < held.length; k++) {
      CostBand band = holds.get(k).band();
      boolean both = band.low() == band.high();
      boolean high = holds.get(k).cost() == band.high();
      if (!both && (high ? multipliers[k] < 0 : multipliers[k] > 0)) {
        return false;
      }
    }
    return true;
  }

  /** Theta with the tilt. */
  Theta tilted() {
    return Theta.of(tilted(multipliers));
  }

  /** Costs less their mean in each choice, so that rows keep their sums. */
  private static double[][] unitless(Hold hold, Theta at) {
    CostTable table = hold.band().costs().linear(at);
    double range = hold.band().range();
    double[][] rows = new double[table.choices()][];
    for (int choice = 0; choice < rows.length; choice++) {
      double[] row = table.marginal(at, choice);
      double mean = Arrays.stream(row).average().orElseThrow();
      rows[choice] = Arrays.stream(row).map(c -> (c - mean) / range).toArray();
    }
    return rows;
  }

  private static double unitlessMean(Hold hold, Theta at) {
    return (hold.cost() - hold.band().costs().linear(at).mean()) / hold.band().range();
  }

  private double[][] tilted(double[] by) {
    double[][] rows = Arrays.stream(logits).map(double[]::clone).toArray(double[][]::new);
    for (int k = 0; k < by.length; k++) {
      for (int choice = 0; choice < rows.length; choice++) {
        for (int i = 0; i < rows[choice].length; i++) {
          rows[choice][i] -= by[k] * costs[k][choice][i];
        }
      }
    }
    return rows;
  }

  private boolean solve() {
    Point at = new Point(multipliers);
    Optional<Point> next = Optional.of(at);
    for (int step = 0; step < MOST_STEPS && next.isPresent(); step++) {
      at = next.get();
      next = at.largestSlope() > PRECISION ? at.next() : Optional.empty();
    }
    System.arraycopy(at.multipliers, 0, multipliers, 0, multipliers.length);
    return at.largestSlope() <= PRECISION;
  }

  /** The function at some multipliers. */
  private final class Point {
    private final double[] multipliers;
    private final double value;
    private final double[] slope;
    private final double[][] curvature;

    Point(double[] multipliers) {
      this.multipliers = multipliers;
      int size = held.length;
      double sum = 0;
      slope = held.clone();
      curvature = new double[size][size];
      for (int k = 0; k < size; k++) {
        sum += multipliers[k] * held[k];
      }
      double[][] rows = tilted(multipliers);
      for (int choice = 0; choice < rows.length; choice++) {
        double largest = Arrays.stream(rows[choice]).max().orElseThrow();
        double[] weights = new double[rows[choice].length];
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
          weights[i] = StrictMath.exp(rows[choice][i] - largest);
          total += weights[i];
        }
        sum += largest + StrictMath.log(total);
        moments(choice, weights, total);
      }
      value = sum;
    }

    private void moments(int choice, double[] weights, double total) {
      int size = slope.length;
      double[] means = new double[size];
      for (int k = 0; k < size; k++) {
        for (int i = 0; i < weights.length; i++) {
          means[k] += weights[i] / total * costs[k][choice][i];
        }
        slope[k] -= means[k];
      }
      for (int k = 0; k < size; k++) {
        for (int j = 0; j < size; j++) {
          for (int i = 0; i < weights.length; i++) {
            curvature[k][j] +=
                weights[i]
                    / total
                    * (costs[k][choice][i] - means[k])
                    * (costs[j][choice][i] - means[j]);
          }
        }
      }
    }

    double largestSlope() {
      return Arrays.stream(slope).map(Math::abs).max().orElse(0);
    }

    /** Where the parabola of slopes and curvature is least, by Gaussian elimination. */
    private double[] newton() {
      int size = slope.length;
      double[][] left = Arrays.stream(curvature).map(double[]::clone).toArray(double[][]::new);
      double[] right = Arrays.stream(slope).map(s -> -s).toArray();
      for (int k = 0; k < size; k++) {
        left[k][k] += RIDGE * left[k][k] + Double.MIN_NORMAL;
      }
      for (int k = 0; k < size; k++) {
        for (int j = k + 1; j < size; j++) {
          double factor = left[j][k] / left[k][k];
          for (int i = k; i < size; i++) {
            left[j][i] -= factor * left[k][i];
          }
          right[j] -= factor * right[k];
        }
      }
      for (int k = size - 1; k >= 0; k--) {
        for (int j = k + 1; j < size; j++) {
          right[k] -= left[k][j] * right[j];
        }
        right[k] /= left[k][k];
      }
      return right;
    }

    /** Newton's step, or so much of it that f falls; empty where none is left. */
    Optional<Point> next() {
      double[] direction = newton();
      double promised = 0;
      for (int k = 0; k < direction.length; k++) {
        promised += direction[k] * slope[k];
      }
      double length = 1;
      for (int i = 0; i < MOST_HALVINGS; i++) {
        Point next = along(direction, length);
        // Where f is flat to its last bits the slopes still tell.
        if (next.value <= value + ENOUGH * length * promised
            || next.largestSlope() <= largestSlope() / 2) {
          return Optional.of(next);
        }
        length /= 2;
      }
      return Optional.empty();
    }

    private Point along(double[] direction, double length) {
      double[] next = multipliers.clone();
      for (int k = 0; k < next.length; k++) {
        next[k] += length * direction[k];
      }
      return new Point(next);
    }
  }
}
