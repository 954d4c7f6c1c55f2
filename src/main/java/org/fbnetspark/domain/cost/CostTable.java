package org.fbnetspark.domain.cost;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.space.Space;
import org.fbnetspark.domain.theta.Gates;
import org.fbnetspark.domain.theta.Theta;
import org.fbnetspark.domain.theta.ThetaGradient;

/**
 * What architectures of a space cost:
 *
 * <pre>cost(picks) = scale(fixed + sum over terms of the term at the picks)</pre>
 *
 * <p>Where each layer is a choice of its own a term is the row of its candidates. Where widths,
 * conditions or sides are shared a term is of several choices, and expectations are over the
 * combinations of their candidates: {@code sum_t sum_{i, j, ..} w_i w_j .. t(i, j, ..)} under the
 * gates or probabilities {@code w}. Choices are independent and each stands in a term once, so that
 * is exact under theta, and its derivative by one weight is the term's marginal.
 *
 * <p>The scale makes of the sum of a network's rows the time of the network; it rises, and for
 * counts it changes nothing. What is between sums and costs alone depends on it: {@link #sums} is
 * the same table before the scale, whose costs are sums, and {@link #sum} is the sum that a cost
 * has, so that whatever is exact for sums is exact for costs. An expected cost is the scaled
 * expected sum, the time of a network of average rows; where the scale bends it differs a little
 * from the expectation of the times.
 *
 * <p>With gates of each example the sum is the mean over the examples. Small enough to travel with
 * every task.
 *
 * <p>Source: Wu et al., FBNet (arXiv 1812.03443), Section 3.2, which takes an operator's run time
 * to be independent of its neighbours.
 */
public final class CostTable implements Serializable {

  private static final long serialVersionUID = 3L;

  private final CostKind kind;
  private final double fixed;
  private final int[] candidates;
  private final List<Term> terms;
  private final RisingLine scale;

  /** Least and greatest sum of any architecture. */
  private final double least;

  private final double most;

  private CostTable(
      CostKind kind, double fixed, int[] candidates, List<Term> terms, RisingLine scale) {
    this.kind = kind;
    this.fixed = fixed;
    this.candidates = candidates;
    this.terms = terms;
    this.scale = scale;
    DecisionOrder order = DecisionOrder.of(candidates, List.of(terms));
    least = fixed + order.best(0, Math::min).sum();
    most = fixed + order.best(0, Math::max).sum();
  }

  /**
   * A table of the given figures. Single figures may be negative (tables measured relative to
   * another op have such), but no architecture may cost less than 0.
   *
   * @param fixed what every architecture costs
   * @param costs {@code [choice][candidate]}
   */
  public static CostTable of(CostKind kind, double fixed, double[][] costs) {
    return of(kind, fixed, costs, RisingLine.IDENTITY);
  }

  /** As above, with a scale that makes costs of sums. */
  public static CostTable of(CostKind kind, double fixed, double[][] costs, RisingLine scale) {
    List<Term> rows = IntStream.range(0, costs.length).mapToObj(l -> Term.of(l, costs[l])).toList();
    return of(kind, fixed, Arrays.stream(costs).mapToInt(r -> r.length).toArray(), rows, scale);
  }

  /**
   * As above, of terms.
   *
   * @param candidates how many each choice has
   */
  public static CostTable of(
      CostKind kind, double fixed, int[] candidates, List<Term> terms, RisingLine scale) {
    CostTable table = new CostTable(kind, fixed, candidates.clone(), List.copyOf(terms), scale);
    boolean finite =
        Double.isFinite(fixed)
            && terms.stream()
                .map(Term::costs)
                .flatMapToDouble(Arrays::stream)
                .allMatch(Double::isFinite);
    if (!finite || table.cheapest() < 0) {
      throw new IllegalArgumentException(
          "Costs must be finite and no architecture below 0 " + kind.unit() + ", but " + table);
    }
    return table;
  }

  /** Multiply-accumulates of every architecture. */
  public static CostTable macs(Space space) {
    return CostBuilder.table(CostKind.MACS, space, 0, (block, open) -> block.macs());
  }

  /** Weights of every architecture. */
  public static CostTable parameters(Space space) {
    return CostBuilder.table(CostKind.PARAMETERS, space, 0, (block, open) -> block.parameters());
  }

  /**
   * Microseconds of every architecture. Where the table knows how the time of whole networks
   * follows from their rows, that is the scale.
   *
   * @throws MissingLatencyException with every row that the space needs and the table lacks; its
   *     message names the first 100
   * @throws NegativeLatencyException where that scale leads below 0
   */
  public static CostTable latency(Space space, LatencyTable table) {
    return BlockLatencies.table(
        space, table, table.correction().map(LatencyCorrection::line).orElse(RisingLine.IDENTITY));
  }

  /**
   * The costs that theta's mean is taken of. Cells keep two edges of each node, of however many
   * theta has a choice, so each edge counts as often as it would be kept; else they are the same.
   *
   * @param space whose costs these are
   */
  public CostTable kept(Space space) {
    if (space.cells().isEmpty()) {
      return this;
    }
    double[] shares = space.cells().get().keptShares();
    List<Term> shared =
        terms.stream()
            .map(
                term ->
                    Term.of(
                        term.choices(),
                        candidates,
                        picks -> shares[term.choices()[0]] * term.at(picks)))
            .toList();
    return new CostTable(kind, fixed, candidates, shared, scale);
  }

  /** What is counted. */
  public CostKind kind() {
    return kind;
  }

  RisingLine scale() {
    return scale;
  }

  /** The same table before its scale: its costs are the sums of this one. */
  public CostTable sums() {
    return scaled(RisingLine.IDENTITY);
  }

  /** The same sums under another scale. */
  CostTable scaled(RisingLine other) {
    return new CostTable(kind, fixed, candidates, terms, other);
  }

  /** The cost that this sum has. */
  double cost(double sum) {
    return scale.at(sum);
  }

  /** The sum that has this cost. */
  public double sum(double cost) {
    return scale.inverse(cost);
  }

  /** What every architecture has, before the scale. */
  public double fixed() {
    return fixed;
  }

  /** What some choices add to the sum, each set of choices once. */
  public List<Term> terms() {
    return terms;
  }

  /** Number of choices. */
  public int choices() {
    return candidates.length;
  }

  /** How many candidates each choice has; a copy. */
  public int[] candidates() {
    return candidates.clone();
  }

  /** Cost under gates; of the mean sum over the examples where they have their own. */
  public double expected(Gates gates) {
    return scale.at(expectedSum(gates));
  }

  private double expectedSum(Gates gates) {
    requireChoices(gates.choices());
    double[][][] weights = weights(gates);
    double sum = 0;
    for (Term term : terms) {
      for (double[][] example : weights) {
        sum += term.addMean(0, example);
      }
    }
    return fixed + sum / gates.examples();
  }

  /** Gates by example, choice and candidate. */
  private static double[][][] weights(Gates gates) {
    double[][][] weights = new double[gates.examples()][gates.choices()][];
    for (int example = 0; example < weights.length; example++) {
      for (int choice = 0; choice < weights[example].length; choice++) {
        float[] row = gates.row(choice, example);
        weights[example][choice] =
            IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray();
      }
    }
    return weights;
  }

  /**
   * Derivative of {@link #expected(Gates)} by each gate: row {@code choice * examples + example},
   * column candidate, as the supernet gives its own.
   */
  public double[][] gateGradient(Gates gates) {
    double slope = scale.slopeAt(expectedSum(gates));
    int examples = gates.examples();
    double[][][] weights = weights(gates);
    double[][] gradient = new double[candidates.length * examples][];
    for (int row = 0; row < gradient.length; row++) {
      double[] marginal = marginal(row / examples, weights[row % examples]);
      gradient[row] = Arrays.stream(marginal).map(c -> slope * c / examples).toArray();
    }
    return gradient;
  }

  /** Cost of the mean sum of the architectures that theta draws. */
  public double expected(Theta theta) {
    return scale.at(expectedSum(theta));
  }

  private double expectedSum(Theta theta) {
    requireChoices(theta.choices());
    double[][] probabilities = probabilities(theta);
    double sum = fixed;
    for (Term term : terms) {
      sum = term.addMean(sum, probabilities);
    }
    return sum;
  }

  private static double[][] probabilities(Theta theta) {
    return IntStream.range(0, theta.choices())
        .mapToObj(theta::probabilities)
        .toArray(double[][]::new);
  }

  /**
   * What each candidate of a choice adds to the sum, in the mean over the other choices; terms that
   * the choice has no say in are left out.
   */
  public double[] marginal(Theta theta, int choice) {
    return marginal(choice, probabilities(theta));
  }

  private double[] marginal(int choice, double[][] weights) {
    double[] sums = new double[candidates[choice]];
    terms.stream()
        .filter(term -> term.has(choice))
        .forEach(term -> term.addMarginal(choice, weights, sums));
    return sums;
  }

  /** Whether each term is of one choice. */
  boolean linear() {
    return terms.stream().allMatch(term -> term.choices().length == 1);
  }

  /**
   * The table of a term for each choice that has the same expected sum as this one at a theta, and
   * the same derivative there; this one itself where it is such a table.
   */
  CostTable linear(Theta at) {
    if (linear()) {
      return this;
    }
    double[][] probabilities = probabilities(at);
    double[][] rows = new double[candidates.length][];
    double rest = expectedSum(at);
    for (int choice = 0; choice < rows.length; choice++) {
      rows[choice] = marginal(choice, probabilities);
      for (int i = 0; i < rows[choice].length; i++) {
        rest -= probabilities[choice][i] * rows[choice][i];
      }
    }
    List<Term> linear = IntStream.range(0, rows.length).mapToObj(l -> Term.of(l, rows[l])).toList();
    return new CostTable(kind, rest, candidates, linear, scale);
  }

  /**
   * Derivative of {@link #expected(Theta)} by theta, which is exact, for the choices are
   * independent: {@code dE/dtheta_li = scale' * p_li * (m_li - sum_j p_lj * m_lj)} with the
   * marginals m.
   */
  public ThetaGradient expectedGradient(Theta theta) {
    double slope = scale.slopeAt(expectedSum(theta));
    double[][] all = probabilities(theta);
    double[][] gradient = new double[candidates.length][];
    for (int choice = 0; choice < gradient.length; choice++) {
      double[] probabilities = all[choice];
      double[] marginal = marginal(choice, all);
      double mean = 0;
      for (int i = 0; i < probabilities.length; i++) {
        mean += probabilities[i] * marginal[i];
      }
      gradient[choice] = new double[probabilities.length];
      for (int i = 0; i < probabilities.length; i++) {
        gradient[choice][i] = slope * probabilities[i] * (marginal[i] - mean);
      }
    }
    return ThetaGradient.of(gradient);
  }

  /** Cost of one architecture, given as an index for each choice. */
  public double of(int... picks) {
    requireChoices(picks.length);
    double sum = fixed;
    for (Term term : terms) {
      sum += term.at(picks);
    }
    return scale.at(sum);
  }

  /** Cost of the cheapest architecture. */
  public double cheapest() {
    return scale.at(least);
  }

  /** Cost of the dearest architecture. */
  public double dearest() {
    return scale.at(most);
  }

  /** Cost of the mean sum over all ways to pick. */
  public double mean() {
    return scale.at(
        fixed
            + terms.stream()
                .mapToDouble(term -> Arrays.stream(term.costs()).average().orElseThrow())
                .sum());
  }

  private void requireChoices(int given) {
    if (given != candidates.length) {
      throw new IllegalArgumentException(
          "The cost table has " + candidates.length + " choices, but was given " + given);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CostTable table
        && kind == table.kind
        && fixed == table.fixed
        && scale.equals(table.scale)
        && Arrays.equals(candidates, table.candidates)
        && terms.equals(table.terms);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, fixed, scale, Arrays.hashCode(candidates), terms);
  }

  @Override
  public String toString() {
    String scaled = scale.equals(RisingLine.IDENTITY) ? "" : ", " + scale;
    return "CostTable[" + kind + ", fixed " + fixed + ", " + terms + scaled + "]";
  }
}
