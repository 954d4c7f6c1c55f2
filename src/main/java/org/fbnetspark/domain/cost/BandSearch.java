package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * The architectures of the best scores inside all of some bands, where a score, like a cost, is a
 * sum over the choices: branch and bound, the most promising first.
 *
 * <p>Partial architectures are bounded by what can be added to them: over a {@link CompletionGrid}
 * by cost of each band, both as it is and tilted by the multipliers of {@link CostTilt}. The grid
 * alone would let those that end just outside a band promise what only its outside has, which is
 * all of them where the scores nearly follow the costs; a tilt takes just that away. The last few
 * choices are not bounded but looked up in a {@link CompletionList}.
 *
 * <p>Source: Land and Doig, An Automatic Method of Solving Discrete Programming Problems (1960).
 */
final class BandSearch {

  /** Scores that differ by less count as the same; sums round by less. */
  static final double SAME = 1e-7;

  /** Rounding of a sum of costs, as a share of the range. */
  private static final double COST_ROUNDING = 1e-12;

  private final double[][] scores;
  private final List<CostBand> given;
  private final List<CostBand> bands;
  private final int mostSteps;
  private final int[] order;
  private final double[][] placed;
  private final double[][][] rows;
  private final CostTilt tilt;
  private final double[][] tilted;
  private final CompletionGrid[] plainGrids;
  private final CompletionGrid[] tiltedGrids;
  private final int listed;
  private final int tightest;
  private final double low;
  private final double high;
  private final CompletionList list;

  /** Mean cost of the places from one on, by the tightest band. */
  private final double[] means;

  private final PriorityQueue<Part> open = new PriorityQueue<>();
  private final List<Scored> found = new ArrayList<>();
  private int wanted;
  private long made;

  /**
   * What a search has found.
   *
   * @param picks an index for each choice, the best first; of equals in an order that is always the
   *     same
   * @param steps partial architectures that were looked at
   * @param givenUp whether there were too many of them, so that others may be better, or the only
   *     ones
   * @param gap by how much others may be better, at most; 0 where it was not given up
   */
  record Found(List<int[]> picks, int steps, boolean givenUp, double gap) {}

  /**
   * A search; it can be run once.
   *
   * @param scores {@code [choice][candidate]}; minus infinity for one that is out of the question
   * @param given at least one band
   * @param mostSteps partial architectures that are looked at before it is given up
   */
  BandSearch(double[][] scores, List<CostBand> given, int mostSteps) {
    this.scores = scores;
    this.given = given;
    this.bands = given.stream().map(CostBand::tightened).toList();
    this.mostSteps = mostSteps;
    order = order(bands);
    placed = Arrays.stream(order).mapToObj(choice -> scores[choice]).toArray(double[][]::new);
    rows =
        bands.stream()
            .map(
                band ->
                    Arrays.stream(order)
                        .mapToObj(choice -> band.costs().row(choice))
                        .toArray(double[][]::new))
            .toArray(double[][][]::new);
    tilt = CostTilt.least(scores, bands);
    tilted = tilted(-1);
    plainGrids = new CompletionGrid[bands.size()];
    tiltedGrids = new CompletionGrid[bands.size()];
    for (int band = 0; band < bands.size(); band++) {
      plainGrids[band] = new CompletionGrid(bands.get(band), placed, order);
      tiltedGrids[band] = new CompletionGrid(bands.get(band), tilted, order);
    }
    tightest =
        IntStream.range(0, bands.size())
            .boxed()
            .max(Comparator.comparingDouble(k -> Math.abs(tilt.of(k)) * bands.get(k).range()))
            .orElseThrow();
    means = new double[placed.length + 1];
    for (int place = placed.length - 1; place >= 0; place--) {
      means[place] =
          means[place + 1] + Arrays.stream(rows[tightest][place]).average().orElseThrow();
    }
    double slack = COST_ROUNDING * bands.get(tightest).range();
    low = bands.get(tightest).finiteLow() - slack;
    high = bands.get(tightest).finiteHigh() + slack;
    listed = placed.length - CompletionList.places(placed);
    list = new CompletionList(listed, tilted(tightest), rows[tightest]);
  }

  /** Choices that decide most of the cost come first, so that the listed ones decide least. */
  private static int[] order(List<CostBand> bands) {
    double[] share = new double[bands.get(0).costs().choices()];
    for (CostBand band : bands) {
      for (int choice = 0; choice < share.length; choice++) {
        double[] row = band.costs().row(choice);
        double range =
            Arrays.stream(row).max().orElseThrow() - Arrays.stream(row).min().orElseThrow();
        share[choice] += range / band.range();
      }
    }
    return IntStream.range(0, share.length)
        .boxed()
        .sorted(Comparator.comparingDouble(choice -> -share[choice]))
        .mapToInt(choice -> choice)
        .toArray();
  }

  /** Scores by place, tilted by the multipliers of all bands but one. */
  private double[][] tilted(int without) {
    double[][] sums = Arrays.stream(placed).map(double[]::clone).toArray(double[][]::new);
    for (int band = 0; band < bands.size(); band++) {
      double multiplier = band == without ? 0 : tilt.of(band);
      for (int place = 0; place < sums.length; place++) {
        for (int i = 0; i < sums[place].length; i++) {
          sums[place][i] += multiplier * rows[band][place][i];
        }
      }
    }
    return sums;
  }

  /** The best so many, or as many as there are. */
  Found best(int count) {
    wanted = count;
    int steps = 0;
    if (count > 0) {
      branchOrLook(nothingMade());
    }
    while (!open.isEmpty() && promising(open.peek().bound) && steps < mostSteps) {
      Part part = open.poll();
      if (part.depth == listed) {
        look(part, part.first, part.last);
      } else {
        branch(part);
      }
      steps++;
    }
    boolean givenUp = !open.isEmpty() && promising(open.peek().bound);
    double gap = givenUp ? Math.min(open.peek().bound, tilt.bound()) - worst() : 0;
    return new Found(found.stream().map(Scored::picks).toList(), steps, givenUp, gap);
  }

  private Part nothingMade() {
    double[] costs = bands.stream().mapToDouble(band -> band.costs().fixed()).toArray();
    double lifted = 0;
    for (int band = 0; band < costs.length; band++) {
      lifted += tilt.of(band) * costs[band] - tilt.edge(band);
    }
    return new Part(null, 0, 0, costs, 0, lifted, 0, 0, Double.POSITIVE_INFINITY, 0, made++);
  }

  private double worst() {
    return found.isEmpty() ? Double.NEGATIVE_INFINITY : found.get(found.size() - 1).score;
  }

  private boolean promising(double bound) {
    return found.size() < wanted
        ? bound > Double.NEGATIVE_INFINITY
        : bound > found.get(wanted - 1).score + SAME;
  }

  private void branchOrLook(Part part) {
    if (part.depth == listed) {
      double spent = part.costs[tightest];
      int first = list.first(low - spent);
      int last = list.first(high - spent) - 1;
      look(part, first, last);
    } else if (promising(part.bound)) {
      open.add(part);
    }
  }

  private void branch(Part part) {
    int place = part.depth;
    for (int i = 0; i < placed[place].length; i++) {
      double[] costs = part.costs.clone();
      for (int band = 0; band < costs.length; band++) {
        costs[band] += rows[band][place][i];
      }
      double score = part.score + placed[place][i];
      double lifted = part.lifted + tilted[place][i];
      double bound = part.bound;
      for (int band = 0; band < costs.length; band++) {
        bound = Math.min(bound, score + plainGrids[band].best(place + 1, costs[band]));
        bound = Math.min(bound, lifted + tiltedGrids[band].best(place + 1, costs[band]));
      }
      double off = off(place + 1, costs[tightest]);
      branchOrLook(new Part(part, i, place + 1, costs, score, lifted, 0, 0, bound, off, made++));
    }
  }

  /** An index for each choice, of those made and those listed. */
  private int[] picks(Part part, int[] completion) {
    int[] picks = new int[order.length];
    for (int place = listed; place < order.length; place++) {
      picks[order[place]] = completion[place - listed];
    }
    for (Part made = part; made.before != null; made = made.before) {
      picks[order[made.depth - 1]] = made.pick;
    }
    return picks;
  }

  /** How far the mean completion ends from where the score would have the cost. */
  private double off(int place, double cost) {
    double end = cost + means[place];
    double multiplier = tilt.of(tightest);
    return multiplier > 0
        ? Math.abs(end - low)
        : multiplier < 0 ? Math.abs(end - high) : Math.max(0, Math.max(low - end, end - high));
  }

  /** Takes the best completion of a stretch and leaves what is on both sides of it for later. */
  private void look(Part part, int first, int last) {
    int place = list.place(first, last);
    if (place < 0) {
      return;
    }
    int[] picks = picks(part, list.picks(place));
    if (given.stream().allMatch(band -> band.contains(picks))) {
      keep(picks);
    }
    later(part, first, place - 1);
    later(part, place + 1, last);
  }

  private void later(Part part, int first, int last) {
    int place = list.place(first, last);
    if (place >= 0) {
      double others = part.lifted - tilt.of(tightest) * part.costs[tightest] + tilt.edge(tightest);
      double bound = others + list.score(place);
      if (promising(bound)) {
        open.add(part.stretch(first, last, bound, made++));
      }
    }
  }

  private void keep(int[] picks) {
    double score = 0;
    for (int choice = 0; choice < picks.length; choice++) {
      score += scores[choice][picks[choice]];
    }
    if (score > Double.NEGATIVE_INFINITY) {
      found.add(new Scored(picks, score));
      found.sort(Comparator.naturalOrder());
      if (found.size() > wanted) {
        found.remove(wanted);
      }
    }
  }

  /** An architecture and its score; the best first. */
  private record Scored(int[] picks, double score) implements Comparable<Scored> {
    @Override
    public int compareTo(Scored other) {
      int byScore = Double.compare(Math.rint(other.score / SAME), Math.rint(score / SAME));
      return byScore != 0 ? byScore : Arrays.compare(picks, other.picks);
    }
  }

  /**
   * The first choices made, and where they are all that are not listed, a stretch of the list.
   *
   * @param costs of them and the fixed layers, by band
   * @param lifted score and multiplied costs, less the edges
   * @param bound the best score that they can end at
   */
  private record Part(
      Part before,
      int pick,
      int depth,
      double[] costs,
      double score,
      double lifted,
      int first,
      int last,
      double bound,
      double off,
      long number)
      implements Comparable<Part> {

    Part stretch(int from, int to, double atMost, long next) {
      return new Part(before, pick, depth, costs, score, lifted, from, to, atMost, off, next);
    }

    /** By bound; among equals the longest first, or equal scores would all be looked at. */
    @Override
    public int compareTo(Part other) {
      int byBound = Double.compare(Math.rint(other.bound / SAME), Math.rint(bound / SAME));
      int byLength = Integer.compare(other.depth, depth);
      int byOff = Double.compare(off, other.off);
      return byBound != 0
          ? byBound
          : byLength != 0 ? byLength : byOff != 0 ? byOff : Long.compare(number, other.number);
    }
  }
}
