package org.fbnetspark.domain.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * The architectures of the best scores inside all of some bands, where a score, like a cost, is a
 * sum of terms: branch and bound over the steps of a {@link DecisionOrder}, the most promising
 * first.
 *
 * <p>Partial architectures are bounded by what can be added to them: over a {@link CompletionGrid}
 * by cost of each band, both as it is and tilted by the multipliers of {@link CostTilt}. The grid
 * alone would let those that end just outside a band promise what only its outside has, which is
 * all of them where the scores nearly follow the costs; a tilt takes just that away. The last few
 * steps are not bounded but looked up in a {@link CompletionList}.
 *
 * <p>Source: Land and Doig, An Automatic Method of Solving Discrete Programming Problems (1960).
 */
final class BandSearch {

  /** Scores that differ by less count as the same; sums round by less. */
  static final double SAME = 1e-7;

  /** Rounding of a sum of costs, as a share of the range. */
  private static final double COST_ROUNDING = 1e-12;

  private final List<Term> scores;
  private final List<CostBand> given;
  private final List<CostBand> bands;
  private final int mostSteps;
  private final int choices;
  private final List<DecisionOrder.Step> steps;
  private final CostTilt tilt;
  private final double[][][] tilted;
  private final CompletionGrid[] plainGrids;
  private final CompletionGrid[] tiltedGrids;
  private final int listed;
  private final int tightest;
  private final double low;
  private final double high;

  /** By state before the listed steps. */
  private final CompletionList[] lists;

  /** Mean cost of the places from one on, by state and the tightest band. */
  private final double[][] means;

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
   * @param scores minus infinity for what is out of the question
   * @param given at least one band
   * @param mostSteps partial architectures that are looked at before it is given up
   */
  BandSearch(List<Term> scores, List<CostBand> given, int mostSteps) {
    this.scores = scores;
    this.given = given;
    this.bands = given.stream().map(CostBand::tightened).toList();
    this.mostSteps = mostSteps;
    choices = given.get(0).costs().choices();
    steps =
        DecisionOrder.of(
                given.get(0).costs().candidates(), order(bands), CostBand.sums(scores, bands))
            .steps();
    tilt = CostTilt.least(scores, bands);
    tilted = tilted(-1);
    plainGrids = new CompletionGrid[bands.size()];
    tiltedGrids = new CompletionGrid[bands.size()];
    for (int band = 0; band < bands.size(); band++) {
      plainGrids[band] = new CompletionGrid(bands.get(band), steps, band + 1, plain());
      tiltedGrids[band] = new CompletionGrid(bands.get(band), steps, band + 1, tilted);
    }
    tightest =
        IntStream.range(0, bands.size())
            .boxed()
            .max(Comparator.comparingDouble(k -> Math.abs(tilt.of(k)) * bands.get(k).range()))
            .orElseThrow();
    means = means(tightest + 1);
    double slack = COST_ROUNDING * bands.get(tightest).range();
    low = bands.get(tightest).finiteLow() - slack;
    high = bands.get(tightest).finiteHigh() + slack;
    listed = steps.size() - CompletionList.places(steps);
    double[][][] others = tilted(tightest);
    int states = listed < steps.size() ? steps.get(listed).states() : 1;
    lists =
        IntStream.range(0, states)
            .mapToObj(state -> new CompletionList(listed, state, steps, others, tightest + 1))
            .toArray(CompletionList[]::new);
  }

  /** Choices that decide most of the cost come first, so that the listed ones decide least. */
  private static int[] order(List<CostBand> bands) {
    double[] share = new double[bands.get(0).costs().choices()];
    for (CostBand band : bands) {
      for (Term term : band.costs().terms()) {
        double[] row = term.costs();
        double range =
            Arrays.stream(row).max().orElseThrow() - Arrays.stream(row).min().orElseThrow();
        Arrays.stream(term.choices()).forEach(choice -> share[choice] += range / band.range());
      }
    }
    return IntStream.range(0, share.length)
        .boxed()
        .sorted(Comparator.comparingDouble(choice -> -share[choice]))
        .mapToInt(choice -> choice)
        .toArray();
  }

  /** Scores by place, state and combination. */
  private double[][][] plain() {
    return steps.stream()
        .map(
            step ->
                IntStream.range(0, step.states())
                    .mapToObj(state -> step.values(0, state).clone())
                    .toArray(double[][]::new))
        .toArray(double[][][]::new);
  }

  /** The same tilted by the multipliers of all bands but one. */
  private double[][][] tilted(int without) {
    double[][][] sums = plain();
    for (int band = 0; band < bands.size(); band++) {
      double multiplier = band == without ? 0 : tilt.of(band);
      for (int place = 0; place < sums.length; place++) {
        for (int state = 0; state < sums[place].length; state++) {
          double[] costs = steps.get(place).values(band + 1, state);
          for (int i = 0; i < costs.length; i++) {
            sums[place][state][i] += multiplier * costs[i];
          }
        }
      }
    }
    return sums;
  }

  private double[][] means(int sum) {
    double[][] means = new double[steps.size() + 1][];
    means[steps.size()] = new double[] {0};
    for (int place = steps.size() - 1; place >= 0; place--) {
      DecisionOrder.Step step = steps.get(place);
      double[] after = means[place + 1];
      means[place] = new double[step.states()];
      for (int state = 0; state < step.states(); state++) {
        int before = state;
        double behind =
            after.length == 1
                ? after[0]
                : IntStream.range(0, step.combinations())
                    .mapToDouble(n -> after[step.next(before, n)])
                    .average()
                    .orElseThrow();
        means[place][state] =
            behind + Arrays.stream(step.values(sum, state)).average().orElseThrow();
      }
    }
    return means;
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
    return new Part(null, 0, 0, 0, costs, 0, lifted, 0, 0, Double.POSITIVE_INFINITY, 0, made++);
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
      CompletionList list = lists[part.state];
      int first = list.first(low - spent);
      int last = list.first(high - spent) - 1;
      look(part, first, last);
    } else if (promising(part.bound)) {
      open.add(part);
    }
  }

  private void branch(Part part) {
    int place = part.depth;
    DecisionOrder.Step step = steps.get(place);
    double[] scored = step.values(0, part.state);
    for (int i = 0; i < scored.length; i++) {
      int next = step.next(part.state, i);
      double[] costs = part.costs.clone();
      for (int band = 0; band < costs.length; band++) {
        costs[band] += step.values(band + 1, part.state)[i];
      }
      double score = part.score + scored[i];
      double lifted = part.lifted + tilted[place][part.state][i];
      double bound = part.bound;
      for (int band = 0; band < costs.length; band++) {
        bound = Math.min(bound, score + plainGrids[band].best(place + 1, next, costs[band]));
        bound = Math.min(bound, lifted + tiltedGrids[band].best(place + 1, next, costs[band]));
      }
      double off = off(place + 1, next, costs[tightest]);
      branchOrLook(
          new Part(part, i, place + 1, next, costs, score, lifted, 0, 0, bound, off, made++));
    }
  }

  /** An index for each choice, of those made and those listed. */
  private int[] picks(Part part, int[] completion) {
    int[] picks = new int[choices];
    for (int place = listed; place < steps.size(); place++) {
      steps.get(place).put(completion[place - listed], picks);
    }
    for (Part made = part; made.before != null; made = made.before) {
      steps.get(made.depth - 1).put(made.combination, picks);
    }
    return picks;
  }

  /** How far the mean completion ends from where the score would have the cost. */
  private double off(int place, int state, double cost) {
    double end = cost + means[place][state];
    double multiplier = tilt.of(tightest);
    return multiplier > 0
        ? Math.abs(end - low)
        : multiplier < 0 ? Math.abs(end - high) : Math.max(0, Math.max(low - end, end - high));
  }

  /** Takes the best completion of a stretch and leaves what is on both sides of it for later. */
  private void look(Part part, int first, int last) {
    CompletionList list = lists[part.state];
    int place = list.place(first, last);
    if (place < 0) {
      return;
    }
    int[] picks = picks(part, list.combinations(place));
    if (given.stream().allMatch(band -> band.contains(picks))) {
      keep(picks);
    }
    later(part, first, place - 1);
    later(part, place + 1, last);
  }

  private void later(Part part, int first, int last) {
    CompletionList list = lists[part.state];
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
    for (Term term : scores) {
      score += term.at(picks);
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
   * The first steps taken, and where they are all that are not listed, a stretch of the list.
   *
   * @param combination of the last of them
   * @param state behind it
   * @param costs of them and the fixed layers, by band
   * @param lifted score and multiplied costs, less the edges
   * @param bound the best score that they can end at
   */
  private record Part(
      Part before,
      int combination,
      int depth,
      int state,
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
      return new Part(
          before, combination, depth, state, costs, score, lifted, from, to, atMost, off, next);
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
