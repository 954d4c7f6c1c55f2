package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.fbnetspark.domain.space.Combinations;

/**
 * An order in which choices are made so that each step knows what it adds to some sums of terms. A
 * step makes all choices of a term together that are not made yet; besides them it depends only on
 * its state, the picks of those earlier choices that terms to come share. Where each term is of one
 * choice a step is a choice and there is one state everywhere.
 *
 * <p>Whatever falls apart over the terms (the least sum, the mass inside a band, a bound) is then
 * worked out step by step from the end. Of the terms the one is next that leaves the fewest states.
 *
 * <p>Source: Dechter, Bucket Elimination: A Unifying Framework for Reasoning (1999), Sections 2 and
 * 5.
 */
final class DecisionOrder {

  private final int[] candidates;
  private final List<List<Term>> sums;

  /** The sets of choices that terms tie together. */
  private final List<int[]> ties;

  private final boolean[] made;
  private final List<Step> steps = new ArrayList<>();
  private int[] shared = {};

  private DecisionOrder(int[] candidates, List<List<Term>> sums) {
    this.candidates = candidates;
    this.sums = sums;
    made = new boolean[candidates.length];
    ties =
        sums.stream()
            .flatMap(List::stream)
            .map(Term::choices)
            .filter(choices -> choices.length > 1)
            .toList();
  }

  /** Choices in the order of the space, as far as terms allow. */
  static DecisionOrder of(int[] candidates, List<List<Term>> sums) {
    return of(candidates, IntStream.range(0, candidates.length).toArray(), sums);
  }

  /**
   * Choices in a wished order, as far as terms allow.
   *
   * @param wished every choice once
   * @param sums the terms of each sum
   * @throws IllegalArgumentException where too many choices are tied together
   */
  static DecisionOrder of(int[] candidates, int[] wished, List<List<Term>> sums) {
    DecisionOrder order = new DecisionOrder(candidates, sums);
    for (int choice : wished) {
      while (!order.made[choice]) {
        order.add(order.next(choice));
      }
    }
    return order;
  }

  /** The steps from first to last. */
  List<Step> steps() {
    return steps;
  }

  /** The choices to make next on the way to one of them. */
  private int[] next(int wished) {
    List<int[]> open = tied(wished).stream().filter(tie -> open(tie).length > 0).toList();
    return open.stream()
        .min(
            Comparator.<int[]>comparingLong(tie -> states(open(tie)))
                .thenComparingLong(tie -> product(open(tie))))
        .map(this::open)
        .orElse(new int[] {wished});
  }

  /** The ties that lead, from one to the next, to a choice. */
  private List<int[]> tied(int wished) {
    boolean[] reached = new boolean[candidates.length];
    reached[wished] = true;
    List<int[]> found = new ArrayList<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (int[] tie : ties) {
        boolean touches = Arrays.stream(tie).anyMatch(choice -> reached[choice]);
        if (touches && Arrays.stream(tie).anyMatch(choice -> !reached[choice])) {
          Arrays.stream(tie).forEach(choice -> reached[choice] = true);
          grown = true;
        }
      }
    }
    for (int[] tie : ties) {
      if (reached[tie[0]]) {
        found.add(tie);
      }
    }
    return found;
  }

  private int[] open(int[] choices) {
    return Arrays.stream(choices).filter(choice -> !made[choice]).toArray();
  }

  private long states(int[] now) {
    return product(sharedAfter(now));
  }

  private long product(int[] choices) {
    return Arrays.stream(choices).asLongStream().reduce(1, (n, c) -> n * candidates[(int) c]);
  }

  /** Of the choices made with these, those that a term shares with one not made. */
  private int[] sharedAfter(int[] now) {
    return IntStream.concat(Arrays.stream(shared), Arrays.stream(now))
        .filter(
            choice ->
                ties.stream()
                    .anyMatch(
                        tie ->
                            Arrays.stream(tie).anyMatch(c -> c == choice)
                                && Arrays.stream(tie).anyMatch(c -> !made[c] && !in(now, c))))
        .sorted()
        .toArray();
  }

  private static boolean in(int[] choices, int choice) {
    return Arrays.stream(choices).anyMatch(c -> c == choice);
  }

  private void add(int[] now) {
    int[] after = sharedAfter(now);
    Arrays.stream(now).forEach(choice -> made[choice] = true);
    int[] both = IntStream.concat(Arrays.stream(shared), Arrays.stream(now)).toArray();
    Combinations.count(both, candidates);
    List<List<Term>> added =
        sums.stream()
            .map(
                terms ->
                    terms.stream()
                        .filter(term -> Arrays.stream(now).anyMatch(term::has))
                        .filter(term -> Arrays.stream(term.choices()).allMatch(c -> made[c]))
                        .toList())
            .toList();
    steps.add(new Step(candidates, shared, now, after, added));
    shared = after;
  }

  /**
   * The best that each stretch of steps can add to a sum, where stretches end wherever nothing is
   * shared.
   *
   * @param sum which one
   * @param better of two
   */
  DoubleStream best(int sum, DoubleBinaryOperator better) {
    double[] stretches = new double[steps.size()];
    int count = 0;
    double[] after = {0};
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      double[] best = new double[step.states()];
      for (int state = 0; state < best.length; state++) {
        double[] row = step.values(sum, state);
        best[state] = row[0] + after[step.next(state, 0)];
        for (int n = 1; n < row.length; n++) {
          best[state] = better.applyAsDouble(best[state], row[n] + after[step.next(state, n)]);
        }
      }
      after = best;
      if (best.length == 1) {
        stretches[count++] = best[0];
        after = new double[] {0};
      }
    }
    double[] found = stretches;
    int last = count - 1;
    return IntStream.rangeClosed(0, last).mapToDouble(i -> found[last - i]);
  }

  /** Some choices made together. */
  static final class Step {
    private final int[] candidates;
    private final int[] choices;
    private final int[][] next;
    private final double[][][] values;

    private Step(
        int[] candidates, int[] shared, int[] choices, int[] after, List<List<Term>> added) {
      this.candidates = candidates;
      this.choices = choices;
      int states = Combinations.count(shared, candidates);
      int combinations = Combinations.count(choices, candidates);
      next = new int[states][combinations];
      values = new double[added.size()][states][combinations];
      int[] both = IntStream.concat(Arrays.stream(shared), Arrays.stream(choices)).toArray();
      int[] at = {0};
      Combinations.each(
          both,
          candidates,
          picks -> {
            int state = at[0] / combinations;
            int combination = at[0]++ % combinations;
            next[state][combination] = index(after, candidates, picks);
            for (int sum = 0; sum < values.length; sum++) {
              for (Term term : added.get(sum)) {
                values[sum][state][combination] += term.at(picks);
              }
            }
          });
    }

    private static int index(int[] choices, int[] candidates, int[] picks) {
      int index = 0;
      for (int choice : choices) {
        index = index * candidates[choice] + picks[choice];
      }
      return index;
    }

    /** The choices that are made. */
    int[] choices() {
      return choices;
    }

    /** How many states there are before it. */
    int states() {
      return next.length;
    }

    /** How many ways there are to make the choices. */
    int combinations() {
      return next[0].length;
    }

    /** The state behind it. */
    int next(int state, int combination) {
      return next[state][combination];
    }

    /** What each combination adds to a sum; shared. */
    double[] values(int sum, int state) {
      return values[sum][state];
    }

    /** Writes a combination into some picks. */
    void put(int combination, int[] picks) {
      int rest = combination;
      for (int i = choices.length - 1; i >= 0; i--) {
        picks[choices[i]] = rest % candidates[choices[i]];
        rest /= candidates[choices[i]];
      }
    }
  }
}
