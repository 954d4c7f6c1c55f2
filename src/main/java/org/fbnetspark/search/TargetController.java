package org.fbnetspark.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fbnetspark.domain.cost.CostBand;
import org.fbnetspark.domain.cost.CostProjection;
import org.fbnetspark.domain.cost.CostTable;
import org.fbnetspark.domain.cost.LeastCost;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;

/**
 * Leads the expected cost of theta to a target, and others below their limits, while the
 * cross-entropy decides everything else. Each step of theta does two things:
 *
 * <pre>
 * before Adam   g = dCE/dtheta + sum weight * dc/dtheta
 *               weights = those that make mean(||g||^2) least
 * after Adam    theta = the nearest one with E[c] = mean + min(1, 2 * step / steps) * (target - mean)
 * </pre>
 *
 * <p>The weights are the least-squares estimate of the multipliers of the constraints {@code E[c] =
 * target}: they take from the gradient what would change the costs, so that Adam moves theta
 * between architectures of one cost. A weight has a sign: where the cross-entropy prefers cheap
 * candidates that of a target is negative. That of a bound, which theta may stay below, is above 0,
 * and there is none while theta does. It is a ratio of the two gradients and needs no learning rate
 * and no tuning; where both come through the same gates the temperature cancels. Its means are
 * exponential, over about ten steps.
 *
 * <p>What Adam's own scaling, its momentum and theta's decay still change of the costs, the {@link
 * CostProjection} takes back. Over the first half of theta's steps it leads them in a straight line
 * from the mean of all architectures, where a uniform theta begins, to the target, so that no
 * candidate is decided against before it was trained; from then on it keeps them there. A cost that
 * is below its bound is left alone.
 *
 * <p>Source: Nocedal and Wright, Numerical Optimization (2006), Section 18.3, least-squares
 * multipliers.
 */
public final class TargetController {

  /** Decay of the means; about ten steps, short against the shortest searches. */
  private static final double DECAY = 0.9;

  /** Share of theta's steps in which the cost is led to the target. */
  private static final double APPROACH = 0.5;

  /** Distance from the least and the greatest cost there can be as a share of the range. */
  private static final double MARGIN = 1e-3;

  /** Distance from a bound at which it still holds theta, as a share of the range. */
  private static final double HELD = 1e-6;

  private final List<CostBand> ends;
  private final long approachSteps;

  /**
   * What the controller remembers between two steps.
   *
   * @param products running means of the products of the cross-entropy's gradient and each cost's,
   *     in nats times the unit of the cost
   * @param squares running means of the products of the costs' gradients, row by row
   * @param weights nats of cross-entropy that one unit of each cost was worth in the last step
   */
  public record Memory(List<Double> products, List<Double> squares, List<Double> weights) {

    /** Before the first step. */
    public static final Memory NONE = new Memory(List.of(), List.of(), List.of());

    /** Copies the lists and rejects what no step leaves behind. */
    public Memory {
      products = List.copyOf(products);
      squares = List.copyOf(squares);
      weights = List.copyOf(weights);
      int costs = products.size();
      boolean whole = squares.size() == costs * costs && weights.size() == costs;
      for (List<Double> values : List.of(products, squares, weights)) {
        whole &= values.stream().allMatch(Double::isFinite);
      }
      if (!whole) {
        throw new IllegalArgumentException(
            "A controller's memory must be finite and whole, but was "
                + products
                + ", "
                + squares
                + " and "
                + weights);
      }
    }

    /**
     * Nats of cross-entropy that one unit of a cost is worth; 0 before the first step, where
     * nothing holds the cost and where theta has decided everything.
     *
     * @param cost 0 for the target's, then the limits' in order
     */
    public double weight(int cost) {
      return cost < weights.size() ? weights.get(cost) : 0;
    }
  }

  /**
   * What theta is to step on.
   *
   * @param gradient of cross-entropy and weighted costs
   * @param memory for the next step
   */
  public record Guidance(ThetaGradient gradient, Memory memory) {}

  /**
   * A controller of one search.
   *
   * @param limits costs of other tables to stay below; none of them below what the target allows
   * @param thetaSteps steps that theta takes in the whole search
   */
  public TargetController(CostTable costs, Target target, List<CostBand> limits, long thetaSteps) {
    this.approachSteps = (long) Math.ceil(APPROACH * thetaSteps);
    this.ends = new ArrayList<>(List.of(end(costs, target)));
    for (CostBand limit : limits) {
      double least = LeastCost.ofMeans(limit.costs(), ends) + MARGIN * range(limit.costs());
      ends.add(atMost(limit.costs(), Math.max(limit.high(), least)));
    }
  }

  /** The ends have probability 1 for an infinite theta alone. */
  private static CostBand end(CostTable costs, Target target) {
    double margin = Math.min(MARGIN * range(costs), target.tolerance() / 2 * target.cost());
    double wanted = Math.max(target.cost(), costs.cheapest() + margin);
    if (target.bound() == Target.Bound.AT_MOST) {
      return atMost(costs, wanted);
    }
    wanted = Math.min(wanted, costs.dearest() - margin);
    return new CostBand(costs, wanted, wanted);
  }

  private static CostBand atMost(CostTable costs, double most) {
    return new CostBand(costs, Double.NEGATIVE_INFINITY, most);
  }

  private static double range(CostTable costs) {
    return costs.dearest() - costs.cheapest();
  }

  /**
   * Adds the weighted gradients of the costs to that of the cross-entropy.
   *
   * @param costGradients of the target's cost and the limits', under the gates that the
   *     cross-entropy's came through, or under theta
   * @param steps steps that theta has taken
   */
  public Guidance guide(
      Theta theta,
      ThetaGradient crossEntropy,
      List<ThetaGradient> costGradients,
      Memory memory,
      int steps) {
    int size = ends.size();
    double[] products = new double[size];
    double[][] squares = new double[size][size];
    boolean first = memory.products().isEmpty();
    for (int i = 0; i < size; i++) {
      products[i] =
          mean(first ? 0 : memory.products().get(i), crossEntropy.dot(costGradients.get(i)));
      for (int j = 0; j < size; j++) {
        squares[i][j] =
            mean(
                first ? 0 : memory.squares().get(i * size + j),
                costGradients.get(i).dot(costGradients.get(j)));
      }
    }
    double[] weights = new Multipliers(products, squares).of(holding(theta, steps), free());
    ThetaGradient sum = ThetaGradient.of(crossEntropy.rows());
    for (int i = 0; i < size; i++) {
      sum.add(costGradients.get(i), weights[i]);
    }
    return new Guidance(sum, memory(products, squares, weights));
  }

  private static double mean(double before, double now) {
    return DECAY * before + (1 - DECAY) * now;
  }

  private static Memory memory(double[] products, double[][] squares, double[] weights) {
    List<Double> rows = new ArrayList<>();
    for (double[] row : squares) {
      rows.addAll(list(row));
    }
    return new Memory(list(products), rows, list(weights));
  }

  private static List<Double> list(double[] values) {
    List<Double> list = new ArrayList<>();
    for (double value : values) {
      list.add(value);
    }
    return Collections.unmodifiableList(list);
  }

  /** Which costs are where they must not rise, or change, any further. */
  private boolean[] holding(Theta theta, int steps) {
    boolean[] holding = new boolean[ends.size()];
    for (int i = 0; i < holding.length; i++) {
      CostBand end = at(ends.get(i), steps);
      double distance = end.high() - end.costs().expected(theta);
      holding[i] = range(end.costs()) > 0 && (exact(end) || distance <= HELD * range(end.costs()));
    }
    return holding;
  }

  /** Which weights may be negative. */
  private boolean[] free() {
    boolean[] free = new boolean[ends.size()];
    for (int i = 0; i < free.length; i++) {
      free[i] = exact(ends.get(i));
    }
    return free;
  }

  private static boolean exact(CostBand band) {
    return band.low() == band.high();
  }

  /**
   * Theta after Adam's step, led to the costs of that step.
   *
   * @param steps steps that theta has taken, this one among them
   */
  public Theta lead(Theta theta, int steps) {
    List<CostBand> bands = new ArrayList<>();
    for (CostBand end : ends) {
      CostBand band = at(end, steps);
      // Costs that differ by less than doubles can tell apart leave nothing to lead.
      if (band.high() > end.costs().cheapest() && band.high() < end.costs().dearest()) {
        bands.add(band);
      }
    }
    return CostProjection.onto(theta, bands);
  }

  /** On the line from the mean of all architectures to the end; a bound above the mean is there. */
  private CostBand at(CostBand end, int steps) {
    double share = Math.min(1, (double) steps / approachSteps);
    double mean = end.costs().mean();
    double next = mean + share * (end.high() - mean);
    return exact(end)
        ? new CostBand(end.costs(), next, next)
        : atMost(end.costs(), Math.max(end.high(), next));
  }
}
