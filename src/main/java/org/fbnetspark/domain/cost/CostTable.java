package org.fbnetspark.domain.cost;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.ToDoubleBiFunction;
import org.fbnetspark.domain.arch.Gates;
import org.fbnetspark.domain.arch.Theta;
import org.fbnetspark.domain.arch.ThetaGradient;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.space.Choice;
import org.fbnetspark.domain.space.LayerwiseSpace;

/**
 * The cost of every candidate of a space, and of its fixed layers together:
 *
 * <pre>cost(gates) = fixed + sum_l sum_i gates[l][i] * costs[l][i]</pre>
 *
 * <p>The sum is linear in the gates, so its gradient is the table itself. With gates of each
 * example the cost is the mean over the examples. Small enough to travel with every task.
 *
 * <p>Source: Wu et al., FBNet (arXiv 1812.03443), Section 3.2, which takes an operator's run time
 * to be independent of its neighbours.
 */
public final class CostTable implements Serializable {

  private static final long serialVersionUID = 1L;

  private final CostKind kind;
  private final double fixed;
  private final double[][] costs;

  private CostTable(CostKind kind, double fixed, double[][] costs) {
    this.kind = kind;
    this.fixed = fixed;
    this.costs = costs;
  }

  /**
   * A table of the given figures, copied. Single figures may be negative (tables measured relative
   * to another op have such), but no architecture may cost less than 0.
   *
   * @param fixed sum over the layers with nothing to choose
   * @param costs {@code [choice][candidate]}
   */
  public static CostTable of(CostKind kind, double fixed, double[][] costs) {
    double[][] copy = Arrays.stream(costs).map(double[]::clone).toArray(double[][]::new);
    CostTable table = new CostTable(kind, fixed, copy);
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
   * Microseconds of every candidate. Where the table knows how whole networks follow from their
   * rows, its slope scales every figure and its intercept is part of the fixed ones, so that every
   * sum is the time of a network.
   *
   * @throws MissingLatencyException naming every row that the space needs and the table lacks
   */
  public static CostTable latency(LayerwiseSpace space, LatencyTable table) {
    LatencyCosts costs = new LatencyCosts(space, table);
    double slope = table.correction().map(LatencyCorrection::slope).orElse(1.0);
    double intercept = table.correction().map(LatencyCorrection::interceptMicros).orElse(0.0);
    double[][] candidates =
        Arrays.stream(costs.candidateMicros())
            .map(row -> Arrays.stream(row).map(micros -> slope * micros).toArray())
            .toArray(double[][]::new);
    return of(CostKind.LATENCY, intercept + slope * costs.fixedMicros(), candidates);
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

  /** Cost of the layers with nothing to choose. */
  public double fixed() {
    return fixed;
  }

  /** Number of open choices. */
  public int choices() {
    return costs.length;
  }

  /** Costs of the candidates of one choice; a copy. */
  public double[] row(int choice) {
    return costs[choice].clone();
  }

  /** Cost under gates; the mean over the examples where they have their own. */
  public double expected(Gates gates) {
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
    requireChoices(gates.choices());
    int examples = gates.examples();
    double[][] gradient = new double[costs.length * examples][];
    for (int row = 0; row < gradient.length; row++) {
      gradient[row] = Arrays.stream(costs[row / examples]).map(c -> c / examples).toArray();
    }
    return gradient;
  }

  /** Mean cost of the architectures that theta draws. */
  public double expected(Theta theta) {
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
   * independent: {@code dE/dtheta_li = p_li * (c_li - sum_j p_lj * c_lj)}.
   */
  public ThetaGradient expectedGradient(Theta theta) {
    requireChoices(theta.choices());
    double[][] gradient = new double[costs.length][];
    for (int choice = 0; choice < costs.length; choice++) {
      double[] probabilities = theta.probabilities(choice);
      double mean = 0;
      for (int i = 0; i < probabilities.length; i++) {
        mean += probabilities[i] * costs[choice][i];
      }
      gradient[choice] = new double[probabilities.length];
      for (int i = 0; i < probabilities.length; i++) {
        gradient[choice][i] = probabilities[i] * (costs[choice][i] - mean);
      }
    }
    return ThetaGradient.of(gradient);
  }

  /** Cost of one architecture, given as an index for each open choice. */
  public double of(int[] picks) {
    requireChoices(picks.length);
    double sum = fixed;
    for (int choice = 0; choice < costs.length; choice++) {
      sum += costs[choice][picks[choice]];
    }
    return sum;
  }

  /** Cost of the cheapest architecture. */
  public double cheapest() {
    return fixed
        + Arrays.stream(costs).mapToDouble(r -> Arrays.stream(r).min().orElseThrow()).sum();
  }

  /** Cost of the dearest architecture. */
  public double dearest() {
    return fixed
        + Arrays.stream(costs).mapToDouble(r -> Arrays.stream(r).max().orElseThrow()).sum();
  }

  /** Mean cost over all architectures. */
  public double mean() {
    return fixed
        + Arrays.stream(costs).mapToDouble(r -> Arrays.stream(r).average().orElseThrow()).sum();
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
        && Arrays.deepEquals(costs, table.costs);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, fixed, Arrays.deepHashCode(costs));
  }

  @Override
  public String toString() {
    return "CostTable[" + kind + ", fixed " + fixed + ", " + Arrays.deepToString(costs) + "]";
  }
}
