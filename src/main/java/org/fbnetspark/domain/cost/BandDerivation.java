package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.fbnetspark.domain.theta.Derivation;
import org.fbnetspark.domain.theta.Theta;

/**
 * The architectures inside some bands of costs, by their probability under theta.
 *
 * <ul>
 *   <li>The most probable ones are found by {@link BandSearch}, exactly.
 *   <li>Samples are drawn from a table of how probable all completions of a partial architecture
 *       inside the first band are. The table rounds costs to a grid; those that lie outside in
 *       truth, or outside another band, are drawn anew, which leaves {@code P_theta} given the
 *       bands.
 * </ul>
 *
 * <p>Source: Bishop, Pattern Recognition and Machine Learning (2006), Section 11.1.2.
 */
public final class BandDerivation {

  /** Partial architectures looked at before the search for the most probable is given up. */
  private static final int MOST_STEPS = 300_000;

  private static final int MOST_DRAWS = 10_000;

  private final Theta theta;
  private final List<CostBand> bands;
  private final List<DecisionOrder.Step> steps;
  private final CostCells cells;

  /** By step and combination. */
  private final double[][] probability;

  /** Cells of the architectures that may lie inside the first band, both included. */
  private final int firstCell;

  private final int lastCell;

  /** By step, state and cells of cost that it and the later ones have: sum of probabilities. */
  private final double[][][] mass;

  /**
   * The most probable architectures.
   *
   * @param picks an index for each choice, the most probable first; equally probable ones in an
   *     order that is always the same
   * @param steps partial architectures that were looked at
   * @param givenUp whether there were too many of them: others may be more probable than these, or
   *     the only ones
   * @param gap by how many nats others may be more probable than the last of these, at most; 0
   *     where it was not given up
   */
  public record Best(List<int[]> picks, int steps, boolean givenUp, double gap) {

    /** Copies the list. */
    public Best {
      picks = List.copyOf(picks);
    }
  }

  /** Looks for architectures inside one band. */
  public BandDerivation(Theta theta, CostTable costs, double low, double high) {
    this(theta, List.of(new CostBand(costs, low, high)));
  }

  /**
   * Looks for architectures inside all of some bands.
   *
   * @param bands at least one
   */
  public BandDerivation(Theta theta, List<CostBand> bands) {
    this.theta = theta;
    this.bands = bands.stream().map(CostBand::ofSums).toList();
    CostBand band = this.bands.get(0);
    int[] candidates = band.costs().candidates();
    steps = DecisionOrder.of(candidates, List.of(band.costs().terms())).steps();
    cells = new CostCells(band, steps, 0);
    probability = steps.stream().map(step -> probabilities(theta, step)).toArray(double[][]::new);
    // A little more than half a cell for each step, for the sums round too.
    double rounding = 0.51 * steps.size() * cells.width();
    double cheapest = band.costs().cheapest();
    firstCell = (int) Math.ceil((band.finiteLow() - cheapest - rounding) / cells.width());
    lastCell = (int) Math.floor((band.finiteHigh() - cheapest + rounding) / cells.width());
    mass = mass();
  }

  private static double[] probabilities(Theta theta, DecisionOrder.Step step) {
    int[] picks = new int[theta.choices()];
    double[] probabilities = new double[step.combinations()];
    double[][] rows =
        Arrays.stream(step.choices()).mapToObj(theta::probabilities).toArray(double[][]::new);
    for (int n = 0; n < probabilities.length; n++) {
      step.put(n, picks);
      probabilities[n] = 1;
      for (int i = 0; i < rows.length; i++) {
        probabilities[n] *= rows[i][picks[step.choices()[i]]];
      }
    }
    return probabilities;
  }

  private double[][][] mass() {
    double[][][] tables = new double[steps.size() + 1][][];
    tables[steps.size()] = new double[][] {{1}};
    for (int place = steps.size() - 1; place >= 0; place--) {
      DecisionOrder.Step step = steps.get(place);
      tables[place] = new double[step.states()][];
      for (int state = 0; state < step.states(); state++) {
        tables[place][state] = mass(place, state, step, tables[place + 1]);
      }
    }
    return tables;
  }

  private double[] mass(int place, int state, DecisionOrder.Step step, double[][] after) {
    int[] own = cells.of(place, state);
    int length = 0;
    for (int n = 0; n < own.length; n++) {
      length = Math.max(length, own[n] + after[step.next(state, n)].length);
    }
    double[] sums = new double[length];
    for (int n = 0; n < own.length; n++) {
      double[] behind = after[step.next(state, n)];
      for (int j = 0; j < behind.length; j++) {
        sums[j + own[n]] += behind[j] * probability[place][n];
      }
    }
    return sums;
  }

  /** The most probable architectures inside the bands, at most so many. */
  public Best mostProbable(int count) {
    List<Term> logs =
        IntStream.range(0, theta.choices())
            .mapToObj(l -> Term.of(l, theta.probabilities(l)).map(StrictMath::log))
            .toList();
    BandSearch.Found found = new BandSearch(logs, bands, MOST_STEPS).best(count);
    return new Best(found.picks(), found.steps(), found.givenUp(), found.gap());
  }

  /**
   * Independent samples of {@code P_theta} given the band; the same ones may come twice.
   *
   * @return fewer where too many draws lay outside; empty where there is none inside, or none with
   *     a probability above 0
   */
  public List<int[]> sample(int count, RandomGenerator random) {
    List<int[]> samples = new ArrayList<>();
    if (!(completions(0, 0, 0) > 0)) {
      return samples;
    }
    for (int draw = 0; draw < MOST_DRAWS * count && samples.size() < count; draw++) {
      int[] picks = draw(random);
      if (bands.stream().allMatch(of -> of.contains(picks))) {
        samples.add(picks);
      }
    }
    return samples;
  }

  /**
   * One sample inside the band as the grid sees it, which has all of the band and a little more.
   */
  private int[] draw(RandomGenerator random) {
    int[] picks = new int[theta.choices()];
    int soFar = 0;
    int state = 0;
    for (int place = 0; place < steps.size(); place++) {
      DecisionOrder.Step step = steps.get(place);
      int[] own = cells.of(place, state);
      double[] weights = new double[own.length];
      double total = 0;
      for (int n = 0; n < weights.length; n++) {
        weights[n] =
            probability[place][n] * completions(place + 1, step.next(state, n), soFar + own[n]);
        total += weights[n];
      }
      int combination = Derivation.draw(weights, random.nextDouble() * total);
      step.put(combination, picks);
      soFar += own[combination];
      state = step.next(state, combination);
    }
    return picks;
  }

  /** Probability that the steps from one on complete so many cells to the band. */
  private double completions(int place, int state, int soFar) {
    double[] sums = mass[place][state];
    int first = Math.max(0, firstCell - soFar);
    int last = Math.min(sums.length - 1, lastCell - soFar);
    double sum = 0;
    for (int cell = first; cell <= last; cell++) {
      sum += sums[cell];
    }
    return sum;
  }
}
