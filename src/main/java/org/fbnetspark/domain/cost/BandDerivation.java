package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
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

  /** Cells between the cheapest and the dearest architecture. */
  private static final int CELLS = 4096;

  /** Partial architectures looked at before the search for the most probable is given up. */
  private static final int MOST_STEPS = 300_000;

  private static final int MOST_DRAWS = 10_000;

  private final List<CostBand> bands;
  private final CostBand band;
  private final double[][] probability;
  private final int[][] cells;
  private final double cellWidth;

  /** Cells of the architectures that may lie inside the first band, both included. */
  private final int firstCell;

  private final int lastCell;

  /** By choice and cells of cost that it and the later ones have: sum of the probabilities. */
  private final double[][] mass;

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
    this.bands = bands.stream().map(CostBand::ofSums).toList();
    this.band = this.bands.get(0);
    int choices = theta.choices();
    probability = new double[choices][];
    cells = new int[choices][];
    cellWidth = band.range() / CELLS;
    for (int choice = 0; choice < choices; choice++) {
      double[] row = band.costs().row(choice);
      double cheapest = Arrays.stream(row).min().orElseThrow();
      probability[choice] = theta.probabilities(choice);
      cells[choice] =
          Arrays.stream(row).mapToInt(c -> (int) Math.round((c - cheapest) / cellWidth)).toArray();
    }
    // A little more than half a cell for each choice, for the sums round too.
    double rounding = 0.51 * choices * cellWidth;
    double cheapest = band.costs().cheapest();
    firstCell = (int) Math.ceil((band.finiteLow() - cheapest - rounding) / cellWidth);
    lastCell = (int) Math.floor((band.finiteHigh() - cheapest + rounding) / cellWidth);
    mass = mass();
  }

  private double[][] mass() {
    double[][] tables = new double[probability.length + 1][];
    double[] sums = {1};
    tables[probability.length] = sums;
    for (int choice = probability.length - 1; choice >= 0; choice--) {
      double[] larger = new double[sums.length + Arrays.stream(cells[choice]).max().orElse(0)];
      for (int i = 0; i < cells[choice].length; i++) {
        for (int j = 0; j < sums.length; j++) {
          larger[j + cells[choice][i]] += sums[j] * probability[choice][i];
        }
      }
      sums = larger;
      tables[choice] = sums;
    }
    return tables;
  }

  /** The most probable architectures inside the bands, at most so many. */
  public Best mostProbable(int count) {
    double[][] logs =
        Arrays.stream(probability)
            .map(row -> Arrays.stream(row).map(StrictMath::log).toArray())
            .toArray(double[][]::new);
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
    if (!(completions(0, 0) > 0)) {
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
    int[] picks = new int[probability.length];
    int soFar = 0;
    for (int choice = 0; choice < picks.length; choice++) {
      double[] weights = new double[probability[choice].length];
      double total = 0;
      for (int i = 0; i < weights.length; i++) {
        weights[i] = probability[choice][i] * completions(choice + 1, soFar + cells[choice][i]);
        total += weights[i];
      }
      picks[choice] = pick(weights, random.nextDouble() * total);
      soFar += cells[choice][picks[choice]];
    }
    return picks;
  }

  private static int pick(double[] weights, double uniform) {
    int last = 0;
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      if (weights[i] > 0) {
        last = i;
        if (uniform < sum) {
          return i;
        }
      }
    }
    return last;
  }

  /** Probability that the choices from one on complete so many cells to the band. */
  private double completions(int choice, int soFar) {
    int first = Math.max(0, firstCell - soFar);
    int last = Math.min(mass[choice].length - 1, lastCell - soFar);
    double sum = 0;
    for (int cell = first; cell <= last; cell++) {
      sum += mass[choice][cell];
    }
    return sum;
  }
}
