package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import org.fbnetspark.domain.arch.Theta;

/**
 * The architectures whose cost lies in a band, by their probability under theta.
 *
 * <p>Choices are independent, so a table over a grid of costs tells of every partial architecture
 * what its best completion inside the band is worth, and how probable all its completions are. The
 * grid rounds; every answer is held to the exact cost, so rounding costs time and never an answer:
 *
 * <ul>
 *   <li>the most probable ones are found best first, with the table as the bound (A*),
 *   <li>samples are drawn from the table and those that lie outside in truth are drawn anew, which
 *       leaves {@code P_theta} given the band.
 * </ul>
 *
 * <p>Sources: Hart, Nilsson and Raphael, A Formal Basis for the Heuristic Determination of Minimum
 * Cost Paths (1968); Bishop, Pattern Recognition and Machine Learning (2006), Section 11.1.2.
 */
public final class BandDerivation {

  /** Cells between the cheapest and the dearest architecture. */
  private static final int CELLS = 4096;

  /** Probabilities that differ by less, in nats, count as the same; sums round by less. */
  private static final double SAME_NATS = 1e-9;

  /** Partial architectures looked at before the search for more answers ends. */
  private static final int MOST_STEPS = 2_000_000;

  private static final int MOST_DRAWS = 10_000;

  private final CostTable costs;
  private final double low;
  private final double high;
  private final double[][] probability;
  private final double[][] logProbability;
  private final int[][] cells;
  private final double cellWidth;

  /** Largest distance of the rounded cost of the choices from one on to their true one. */
  private final double[] rounding;

  /** Least exact cost of the choices from one on. */
  private final double[] least;

  /** By choice and cells of cost that it and the later ones have: best log-probability. */
  private final RangeMaximum[] best;

  /** By choice and cells of cost that it and the later ones have: sum of the probabilities. */
  private final double[][] mass;

  /**
   * Looks for architectures between two costs.
   *
   * @param low least cost, in the unit of the table; minus infinity for none
   * @param high greatest cost; infinity for none
   */
  public BandDerivation(Theta theta, CostTable costs, double low, double high) {
    this.costs = costs.sums();
    this.low = Math.max(costs.sum(low), this.costs.cheapest() - 1);
    this.high = Math.min(costs.sum(high), this.costs.dearest() + 1);
    int choices = theta.choices();
    probability = new double[choices][];
    logProbability = new double[choices][];
    cells = new int[choices][];
    double range = this.costs.dearest() - this.costs.cheapest();
    cellWidth = range > 0 ? range / CELLS : 1;
    rounding = new double[choices + 1];
    least = new double[choices + 1];
    for (int choice = choices - 1; choice >= 0; choice--) {
      double[] row = costs.row(choice);
      double cheapest = Arrays.stream(row).min().orElseThrow();
      probability[choice] = theta.probabilities(choice);
      logProbability[choice] = Arrays.stream(probability[choice]).map(StrictMath::log).toArray();
      cells[choice] =
          Arrays.stream(row).mapToInt(c -> (int) Math.round((c - cheapest) / cellWidth)).toArray();
      // A little more than half a cell, for the sums round too.
      rounding[choice] = rounding[choice + 1] + 0.51 * cellWidth;
      least[choice] = least[choice + 1] + cheapest;
    }
    best = new RangeMaximum[choices + 1];
    mass = new double[choices + 1][];
    fillTables(choices);
  }

  private void fillTables(int choices) {
    double[] completions = {0};
    double[] sums = {1};
    for (int choice = choices; choice >= 0; choice--) {
      if (choice < choices) {
        int most = Arrays.stream(cells[choice]).max().orElse(0);
        double[] longer = new double[completions.length + most];
        double[] larger = new double[longer.length];
        Arrays.fill(longer, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < cells[choice].length; i++) {
          for (int j = 0; j < completions.length; j++) {
            int at = j + cells[choice][i];
            longer[at] = Math.max(longer[at], completions[j] + logProbability[choice][i]);
            larger[at] += sums[j] * probability[choice][i];
          }
        }
        completions = longer;
        sums = larger;
      }
      best[choice] = new RangeMaximum(completions);
      mass[choice] = sums;
    }
  }

  /**
   * The most probable architectures inside the band, the most probable first; equally probable ones
   * in an order that is always the same.
   *
   * @param count most of them
   * @return an index for each choice; fewer than asked where the band has no more, empty where it
   *     has none
   */
  public List<int[]> mostProbable(int count) {
    List<int[]> found = new ArrayList<>();
    PriorityQueue<Part> open = new PriorityQueue<>();
    long order = 0;
    add(open, new Part(new int[0], costs.fixed(), 0, 0, order++));
    for (int step = 0; step < MOST_STEPS && !open.isEmpty() && found.size() < count; step++) {
      Part part = open.poll();
      int choice = part.picks.length;
      if (choice == probability.length) {
        double cost = costs.of(part.picks);
        if (cost >= low && cost <= high) {
          found.add(part.picks);
        }
        continue;
      }
      double[] row = costs.row(choice);
      for (int i = 0; i < row.length; i++) {
        int[] picks = Arrays.copyOf(part.picks, choice + 1);
        picks[choice] = i;
        double log = part.log + logProbability[choice][i];
        double cost = part.cost + row[i];
        double bound =
            log + best[choice + 1].between(firstCell(choice + 1, cost), lastCell(choice + 1, cost));
        add(open, new Part(picks, cost, log, bound, order++));
      }
    }
    return found;
  }

  private static void add(PriorityQueue<Part> open, Part part) {
    if (part.bound > Double.NEGATIVE_INFINITY) {
      open.add(part);
    }
  }

  /**
   * Independent samples of {@code P_theta} given the band; the same ones may come twice.
   *
   * @return empty where the band has no architecture, or none with a probability above 0
   */
  public List<int[]> sample(int count, RandomGenerator random) {
    List<int[]> samples = new ArrayList<>();
    if (!(completions(0, 0) > 0)) {
      return samples;
    }
    for (int draw = 0; draw < MOST_DRAWS * count && samples.size() < count; draw++) {
      int[] picks = draw(random);
      double cost = costs.of(picks);
      if (cost >= low && cost <= high) {
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
    int first = Math.max(0, firstCell(0, costs.fixed()) - soFar);
    int last = Math.min(mass[choice].length - 1, lastCell(0, costs.fixed()) - soFar);
    double sum = 0;
    for (int cell = first; cell <= last; cell++) {
      sum += mass[choice][cell];
    }
    return sum;
  }

  /** First cell of the choices from one on that may complete a cost to the band. */
  private int firstCell(int choice, double cost) {
    return (int) Math.ceil((low - cost - least[choice] - rounding[choice]) / cellWidth);
  }

  private int lastCell(int choice, double cost) {
    return (int) Math.floor((high - cost - least[choice] + rounding[choice]) / cellWidth);
  }

  /** The first choices made. */
  private static final class Part implements Comparable<Part> {
    private final int[] picks;
    private final double cost;
    private final double log;
    private final double bound;
    private final long order;

    Part(int[] picks, double cost, double log, double bound, long order) {
      this.picks = picks;
      this.cost = cost;
      this.log = log;
      this.bound = bound;
      this.order = order;
    }

    /** By bound; among equals the longest first, or equal probabilities would all be looked at. */
    @Override
    public int compareTo(Part other) {
      int byBound = Double.compare(rounded(other.bound), rounded(bound));
      int byLength = Integer.compare(other.picks.length, picks.length);
      return byBound != 0 ? byBound : byLength != 0 ? byLength : Long.compare(order, other.order);
    }

    private static double rounded(double bound) {
      return Math.rint(bound / SAME_NATS);
    }
  }

  /** Largest value of any stretch of an array, found in constant time. */
  private static final class RangeMaximum {
    private final List<double[]> ofPowers = new ArrayList<>();

    RangeMaximum(double[] values) {
      ofPowers.add(values);
      for (int width = 1; 2 * width <= values.length; width *= 2) {
        double[] half = ofPowers.get(ofPowers.size() - 1);
        double[] whole = new double[values.length - 2 * width + 1];
        for (int i = 0; i < whole.length; i++) {
          whole[i] = Math.max(half[i], half[i + width]);
        }
        ofPowers.add(whole);
      }
    }

    /** Minus infinity for an empty stretch. */
    double between(int first, int last) {
      int from = Math.max(0, first);
      int to = Math.min(ofPowers.get(0).length - 1, last);
      if (from > to) {
        return Double.NEGATIVE_INFINITY;
      }
      int power = 31 - Integer.numberOfLeadingZeros(to - from + 1);
      double[] values = ofPowers.get(power);
      return Math.max(values[from], values[to - (1 << power) + 1]);
    }
  }
}
