package org.fbnetspark.domain.cost;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.fbnetspark.domain.space.Combinations;

/**
 * A summand of a cost, or of a score, that some choices decide together: a number for each
 * combination of their candidates, the last choice moving fastest. A choice stands in it once,
 * however many parts of a network share it, so its expectation is exact.
 */
public final class Term implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int[] choices;
  private final int[] candidates;
  private final double[] costs;

  /**
   * A summand of the given figures, copied.
   *
   * @param choices indices of choices, rising; none for a constant
   * @param candidates how many each of them has
   * @param costs one for each combination
   */
  public Term(int[] choices, int[] candidates, double[] costs) {
    int combinations = Arrays.stream(candidates).reduce(1, Math::multiplyExact);
    boolean rising = IntStream.range(1, choices.length).allMatch(i -> choices[i - 1] < choices[i]);
    if (!rising || choices.length != candidates.length || costs.length != combinations) {
      throw new IllegalArgumentException(
          "A term needs rising choices and a cost for each combination, but was "
              + costs.length
              + " costs of choices "
              + Arrays.toString(choices)
              + " with candidates "
              + Arrays.toString(candidates));
    }
    this.choices = choices.clone();
    this.candidates = candidates.clone();
    this.costs = costs.clone();
  }

  /** What one choice adds. */
  static Term of(int choice, double[] row) {
    return new Term(new int[] {choice}, new int[] {row.length}, row);
  }

  /**
   * What a function of the picks gives.
   *
   * @param all candidates of every choice of the space
   * @param cost looks at the picks of these choices alone
   */
  static Term of(int[] choices, int[] all, ToDoubleFunction<int[]> cost) {
    double[] costs = new double[Combinations.count(choices, all)];
    int[] at = {0};
    Combinations.each(choices, all, picks -> costs[at[0]++] = cost.applyAsDouble(picks));
    return new Term(choices, Arrays.stream(choices).map(c -> all[c]).toArray(), costs);
  }

  /** The choices that decide it; a copy. */
  public int[] choices() {
    return choices.clone();
  }

  /** The figures; a copy. */
  public double[] costs() {
    return costs.clone();
  }

  /** Whether this choice has a say. */
  boolean has(int choice) {
    return Arrays.binarySearch(choices, choice) >= 0;
  }

  /** The number for some picks, an index for each choice of the space. */
  double at(int[] picks) {
    int index = 0;
    for (int i = 0; i < choices.length; i++) {
      index = index * candidates[i] + picks[choices[i]];
    }
    return costs[index];
  }

  /** The sum of this and another term of the same choices. */
  Term plus(Term other) {
    double[] sums = costs.clone();
    Arrays.setAll(sums, i -> costs[i] + other.costs[i]);
    return new Term(choices, candidates, sums);
  }

  /** A function of this term. */
  Term map(DoubleUnaryOperator of) {
    return new Term(choices, candidates, Arrays.stream(costs).map(of).toArray());
  }

  /** The same without the choices that change nothing. */
  Term simplified() {
    Term least = this;
    for (int choice : choices) {
      least = least.without(choice);
    }
    return least;
  }

  private Term without(int choice) {
    int place = Arrays.binarySearch(choices, choice);
    int inner = Arrays.stream(candidates).skip(place + 1L).reduce(1, Math::multiplyExact);
    int outer = inner * candidates[place];
    double[] kept = new double[costs.length / candidates[place]];
    for (int i = 0; i < costs.length; i++) {
      int first = i / outer * outer + i % inner;
      if (costs[i] != costs[first]) {
        return this;
      }
      kept[i / outer * inner + i % inner] = costs[first];
    }
    return new Term(without(choices, place), without(candidates, place), kept);
  }

  private static int[] without(int[] values, int place) {
    return IntStream.range(0, values.length).filter(i -> i != place).map(i -> values[i]).toArray();
  }

  /**
   * Adds the mean to a sum, combination by combination.
   *
   * @param weights {@code [choice][candidate]} of every choice of the space
   */
  double addMean(double sum, double[][] weights) {
    double[] result = {sum};
    addWeighted(-1, weights, result);
    return result[0];
  }

  /** The mean for each candidate of one of its choices, added to those sums. */
  void addMarginal(int choice, double[][] weights, double[] sums) {
    addWeighted(Arrays.binarySearch(choices, choice), weights, sums);
  }

  /**
   * Adds every number times the weights of its combination, multiplied from the first choice to the
   * last, to the sum of its candidate of one choice, whose own weights are left out; for none of
   * the choices to one sum. What the candidates before the last choice multiply to is kept while
   * that moves.
   */
  private void addWeighted(int place, double[][] weights, double[] sums) {
    int last = choices.length - 1;
    if (last < 0) {
      sums[0] += costs[0];
      return;
    }
    double[][] factors = new double[choices.length][];
    for (int i = 0; i <= last; i++) {
      factors[i] = weights[choices[i]];
      if (i == place) {
        factors[i] = new double[candidates[i]];
        Arrays.fill(factors[i], 1);
      }
    }
    double[] products = new double[choices.length];
    products[0] = 1;
    int[] at = new int[choices.length];
    int moved = 0;
    for (int first = 0; first < costs.length; first += candidates[last]) {
      for (int i = moved; i < last; i++) {
        products[i + 1] = products[i] * factors[i][at[i]];
      }
      int sum = place < 0 ? 0 : at[place];
      for (int j = 0; j < candidates[last]; j++) {
        double weighted = products[last] * factors[last][j] * costs[first + j];
        sums[place == last ? j : sum] += weighted;
      }
      moved = advance(at, last - 1);
    }
  }

  /** The next combination of the choices up to one; the first choice that moved. */
  private int advance(int[] at, int upTo) {
    for (int i = upTo; i >= 0; i--) {
      at[i] = (at[i] + 1) % candidates[i];
      if (at[i] > 0) {
        return i;
      }
    }
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Term term
        && Arrays.equals(choices, term.choices)
        && Arrays.equals(candidates, term.candidates)
        && Arrays.equals(costs, term.costs);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(choices) + Arrays.hashCode(costs);
  }

  @Override
  public String toString() {
    return Arrays.toString(choices) + Arrays.toString(costs);
  }
}
