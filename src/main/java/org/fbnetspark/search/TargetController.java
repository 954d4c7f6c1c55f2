package org.fbnetspark.search;

import org.fbnetspark.domain.arch.Theta;
import org.fbnetspark.domain.arch.ThetaGradient;
import org.fbnetspark.domain.cost.CostProjection;
import org.fbnetspark.domain.cost.CostTable;

/**
 * Leads the expected cost of theta to a target while the cross-entropy decides everything else.
 * Each step of theta does two things:
 *
 * <pre>
 * before Adam   g = dCE/dtheta + weight * dE[c]/dtheta
 *               weight = -mean(&lt;dCE/dtheta, dE[c]/dtheta&gt;) / mean(||dE[c]/dtheta||^2)
 * after Adam    theta = the nearest one with E[c] = mean + min(1, 2 * step / steps) * (target - mean)
 * </pre>
 *
 * <p>The weight is the least-squares estimate of the multiplier of the constraint {@code E[c] =
 * target}: it takes from the gradient what would change the cost, so that Adam moves theta between
 * architectures of one cost. It has a sign: where the cross-entropy prefers cheap candidates it is
 * negative. As a ratio of the two gradients themselves it needs no unit, no learning rate and no
 * tuning. Its means are exponential, over about ten steps.
 *
 * <p>What Adam's own scaling, its momentum and theta's decay still change of the cost, the {@link
 * CostProjection} takes back. Over the first half of theta's steps it leads the cost in a straight
 * line from the mean of all architectures, where a uniform theta begins, to the target, so that no
 * candidate is decided against before it was trained; from then on it keeps it there.
 *
 * <p>Source: Nocedal and Wright, Numerical Optimization (2006), Section 18.3, least-squares
 * multipliers.
 */
public final class TargetController {

  /** Decay of the means; about ten steps, short against the shortest searches. */
  private static final double DECAY = 0.9;

  /** Share of theta's steps in which the cost is led to the target. */
  private static final double APPROACH = 0.5;

  /** Distance from the cheapest and the dearest architecture as a share of that between them. */
  private static final double MARGIN = 1e-3;

  private final CostTable costs;
  private final double wanted;
  private final long approachSteps;

  /**
   * What the controller remembers between two steps.
   *
   * @param product running mean of the product of the cross-entropy's gradient and the cost's, in
   *     nats times the unit of the cost
   * @param square running mean of the square of the cost's gradient, in that unit squared
   */
  public record Memory(double product, double square) {

    /** Before the first step. */
    public static final Memory NONE = new Memory(0, 0);

    /** Rejects what no step leaves behind. */
    public Memory {
      if (!Double.isFinite(product) || !(square >= 0) || square == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "A controller's memory must be finite, but was " + product + " and " + square);
      }
    }

    /**
     * Nats of cross-entropy that one unit of cost is worth; 0 before the first step and where theta
     * has decided everything.
     */
    public double weight() {
      double weight = square > 0 ? -product / square : 0;
      return Double.isFinite(weight) ? weight : 0;
    }

    private Memory with(double nextProduct, double nextSquare) {
      return new Memory(
          DECAY * product + (1 - DECAY) * nextProduct, DECAY * square + (1 - DECAY) * nextSquare);
    }
  }

  /**
   * What theta is to step on.
   *
   * @param gradient of cross-entropy and weighted cost
   * @param memory for the next step
   */
  public record Guidance(ThetaGradient gradient, Memory memory) {}

  /**
   * A controller of one search.
   *
   * @param thetaSteps steps that theta takes in the whole search
   */
  public TargetController(CostTable costs, Target target, long thetaSteps) {
    this.costs = costs;
    this.approachSteps = (long) Math.ceil(APPROACH * thetaSteps);
    // The ends have probability 1 for an infinite theta alone.
    double margin =
        Math.min(
            MARGIN * (costs.dearest() - costs.cheapest()), target.tolerance() / 2 * target.cost());
    this.wanted =
        Math.min(Math.max(target.cost(), costs.cheapest() + margin), costs.dearest() - margin);
  }

  /** Adds the weighted gradient of the expected cost to that of the cross-entropy. */
  public Guidance guide(Theta theta, ThetaGradient crossEntropy, Memory memory) {
    if (costs.dearest() == costs.cheapest()) {
      return new Guidance(crossEntropy, memory);
    }
    ThetaGradient cost = costs.expectedGradient(theta);
    Memory next = memory.with(crossEntropy.dot(cost), cost.dot(cost));
    ThetaGradient sum = ThetaGradient.of(crossEntropy.rows());
    sum.add(cost, next.weight());
    return new Guidance(sum, next);
  }

  /**
   * Theta after Adam's step, led to the cost of that step.
   *
   * @param steps steps that theta has taken, this one among them
   */
  public Theta lead(Theta theta, int steps) {
    double share = Math.min(1, (double) steps / approachSteps);
    double next = costs.mean() + share * (wanted - costs.mean());
    // Costs that differ by less than doubles can tell apart leave nothing to lead.
    return next > costs.cheapest() && next < costs.dearest()
        ? CostProjection.onto(theta, costs, next)
        : theta;
  }
}
