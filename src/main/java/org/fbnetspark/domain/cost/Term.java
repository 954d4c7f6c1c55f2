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
    double result = sum;
    int[] at = new int[choices.length];
    for (double cost : costs) {
      double weight = 1;
      for (int i = 0; i < at.length; i++) {
        weight *= weights[choices[i]][at[i]];
      }
      result += weight * cost;
      advance(at);
    }
    return result;
  }

  /** The mean for each candidate of one of its choices, added to those sums. */
  void addMarginal(int choice, double[][] weights, double[] sums) {
    int place = Arrays.binarySearch(choices, choice);
    int[] at = new int[choices.length];
    for (double cost : costs) {
      double weight = 1;
      for (int i = 0; i < at.length; i++) {
        weight *= i == place ? 1 : weights[choices[i]][at[i]];
      }
      sums[at[place]] += weight * cost;
      advance(at);
    }
  }

  private void advance(int[] at) {
    for (int i = at.length - 1; i >= 0; i--) {
      at[i] = (at[i] + 1) % candidates[i];
      if (at[i] > 0) {
        return;
      }
    }
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
