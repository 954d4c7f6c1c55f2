package org.fbnetspark.domain.cost;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.ToDoubleBiFunction;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;

/**
 * The cost of every candidate of a space, and of its fixed layers together:
 *
 * <pre>cost(gates) = scale(fixed + sum_l sum_i gates[l][i] * costs[l][i])</pre>
 *
 * <p>The scale makes of the sum of a network's rows the time of the network; it rises, and for
 * counts it changes nothing. What is between sums and costs alone depends on it: {@link #sums} is
 * the same table before the scale, whose costs are sums, and {@link #sum} is the sum that a cost
 * has, so that whatever is exact for sums is exact for costs. An expected cost is the scaled
 * expected sum, the time of a network of average rows; where the scale bends it differs a little
 * from the expectation of the times.
 *
 * <p>The sum is linear in the gates, so its gradient is the table itself. With gates of each
 * example the sum is the mean over the examples. Small enough to travel with every task.
 *
 * <p>Source: Wu et al., FBNet (arXiv 1812.03443), Section 3.2, which takes an operator's run time
 * to be independent of its neighbours.
 */
public final class CostTable implements Serializable {

  private static final long serialVersionUID = 2L;

  private final CostKind kind;
  private final double fixed;
  private final double[][] costs;
  private final RisingLine scale;

  private CostTable(CostKind kind, double fixed, double[][] costs, RisingLine scale) {
    this.kind = kind;
    this.fixed = fixed;
    this.costs = costs;
    this.scale = scale;
  }

  /**
   * A table of the given figures, copied. Single figures may be negative (tables measured relative
   * to another op have such), but no architecture may cost less than 0.
   *
   * @param fixed sum over the layers with nothing to choose
   * @param costs {@code [choice][candidate]}
   */
  public static CostTable of(CostKind kind, double fixed, double[][] costs) {
    return of(kind, fixed, costs, RisingLine.IDENTITY);
  }

  /** As above, with a scale that makes costs of sums. */
  public static CostTable of(CostKind kind, double fixed, double[][] costs, RisingLine scale) {
    double[][] copy = Arrays.stream(costs).map(double[]::clone).toArray(double[][]::new);
    CostTable table = new CostTable(kind, fixed, copy, scale);
    boolean finite =
        Double.isFinite(fixed)
            && Arrays.stream(copy).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    if (!finite || table.cheapest() < 0) {
      throw new IllegalArgumentException(
          "Costs must be finite and no architecture below 0 " + kind.unit() + ", but " + table);
    }
    return table;
  }

  /** Multiply-accumulates of every candidate. */
  public static CostTable macs(LayerwiseSpace space) {
    return build(CostKind.MACS, space, (layer, op) -> op.macs(layer.placement()));
  }

  /** Weights of every candidate. */
  public static CostTable parameters(LayerwiseSpace space) {
    return build(CostKind.PARAMETERS, space, (layer, op) -> op.parameters(layer.placement()));
  }

  /**
   * Microseconds of every candidate. Where the table knows how the time of whole networks follows
   * from their rows, that is the scale.
   *
   * @throws MissingLatencyException naming every row that the space needs and the table lacks
   */
  public static CostTable latency(LayerwiseSpace space, LatencyTable table) {
    LatencyCosts costs = new LatencyCosts(space, table);
    return of(
        CostKind.LATENCY,
        costs.fixedMicros(),
        costs.candidateMicros(),
        table.correction().map(LatencyCorrection::line).orElse(RisingLine.IDENTITY));
  }

  private static CostTable build(
      CostKind kind, LayerwiseSpace space, ToDoubleBiFunction<Choice, Op> cost) {
    double fixed = 0;
    for (Choice layer : space.layers()) {
      fixed += layer.fixed() ? cost.applyAsDouble(layer, layer.candidates().get(0)) : 0;
    }
    double[][] costs =
        space.choices().stream()
            .map(
                layer ->
                    layer.candidates().stream()
                        .mapToDouble(op -> cost.applyAsDouble(layer, op))
                        .toArray())
            .toArray(double[][]::new);
    return of(kind, fixed, costs);
  }

  /** What is counted. */
  public CostKind kind() {
    return kind;
  }

  /** The same table before its scale: its costs are the sums of this one. */
  public CostTable sums() {
    return new CostTable(kind, fixed, costs, RisingLine.IDENTITY);
  }

  /** The cost that this sum has. */
  double cost(double sum) {
    return scale.at(sum);
  }

  /** The sum that has this cost. */
  public double sum(double cost) {
    return scale.inverse(cost);
  }

  /** Sum over the layers with nothing to choose, before the scale. */
  public double fixed() {
    return fixed;
  }

  /** Number of open choices. */
  public int choices() {
    return costs.length;
  }

  /** What the candidates of one choice add to the sum; a copy. */
  public double[] row(int choice) {
    return costs[choice].clone();
  }

  /** Cost under gates; of the mean sum over the examples where they have their own. */
  public double expected(Gates gates) {
    return scale.at(expectedSum(gates));
  }

  private double expectedSum(Gates gates) {
    requireChoices(gates.choices());
    double sum = 0;
    for (int choice = 0; choice < costs.length; choice++) {
      for (int example = 0; example < gates.examples(); example++) {
        sum += dot(gates.row(choice, example), costs[choice]);
      }
    }
    return fixed + sum / gates.examples();
  }

  /**
   * Derivative of {@link #expected(Gates)} by each gate: row {@code choice * examples + example},
   * column candidate, as the supernet gives its own.
   */
  public double[][] gateGradient(Gates gates) {
    double slope = scale.slopeAt(expectedSum(gates));
    int examples = gates.examples();
    double[][] gradient = new double[costs.length * examples][];
    for (int row = 0; row < gradient.length; row++) {
      gradient[row] = Arrays.stream(costs[row / examples]).map(c -> slope * c / examples).toArray();
    }
    return gradient;
  }

  /** Cost of the mean sum of the architectures that theta draws. */
  public double expected(Theta theta) {
    return scale.at(expectedSum(theta));
  }

  private double expectedSum(Theta theta) {
    requireChoices(theta.choices());
    double sum = fixed;
    for (int choice = 0; choice < costs.length; choice++) {
      double[] probabilities = theta.probabilities(choice);
      for (int i = 0; i < probabilities.length; i++) {
        sum += probabilities[i] * costs[choice][i];
      }
    }
    return sum;
  }

  /**
   * Derivative of {@link #expected(Theta)} by theta, which is exact, for the choices are
   * independent: {@code dE/dtheta_li = scale' * p_li * (c_li - sum_j p_lj * c_lj)}.
   */
  public ThetaGradient expectedGradient(Theta theta) {
    double slope = scale.slopeAt(expectedSum(theta));
    double[][] gradient = new double[costs.length][];
    for (int choice = 0; choice < costs.length; choice++) {
      double[] probabilities = theta.probabilities(choice);
      double mean = 0;
      for (int i = 0; i < probabilities.length; i++) {
        mean += probabilities[i] * costs[choice][i];
      }
      gradient[choice] = new double[probabilities.length];
      for (int i = 0; i < probabilities.length; i++) {
        gradient[choice][i] = slope * probabilities[i] * (costs[choice][i] - mean);
      }
    }
    return ThetaGradient.of(gradient);
  }

  /** Cost of one architecture, given as an index for each open choice. */
  public double of(int... picks) {
    requireChoices(picks.length);
    double sum = fixed;
    for (int choice = 0; choice < costs.length; choice++) {
      sum += costs[choice][picks[choice]];
    }
    return scale.at(sum);
  }

  /** Cost of the cheapest architecture. */
  public double cheapest() {
    return scale.at(
        fixed + Arrays.stream(costs).mapToDouble(r -> Arrays.stream(r).min().orElseThrow()).sum());
  }

  /** Cost of the dearest architecture. */
  public double dearest() {
    return scale.at(
        fixed + Arrays.stream(costs).mapToDouble(r -> Arrays.stream(r).max().orElseThrow()).sum());
  }

  /** Cost of the mean sum over all architectures. */
  public double mean() {
    return scale.at(
        fixed
            + Arrays.stream(costs)
                .mapToDouble(r -> Arrays.stream(r).average().orElseThrow())
                .sum());
  }

  private static double dot(float[] gates, double[] costs) {
    double sum = 0;
    for (int i = 0; i < costs.length; i++) {
      sum += gates[i] * costs[i];
    }
    return sum;
  }

  private void requireChoices(int given) {
    if (given != costs.length) {
      throw new IllegalArgumentException(
          "The cost table has " + costs.length + " choices, but was given " + given);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CostTable table
        && kind == table.kind
        && fixed == table.fixed
        && scale.equals(table.scale)
        && Arrays.deepEquals(costs, table.costs);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, fixed, scale, Arrays.deepHashCode(costs));
  }

  @Override
  public String toString() {
    String scaled = scale.equals(RisingLine.IDENTITY) ? "" : ", " + scale;
    return "CostTable["
        + kind
        + ", fixed "
        + fixed
        + ", "
        + Arrays.deepToString(costs)
        + scaled
        + "]";
  }
}
