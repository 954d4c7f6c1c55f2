package org.fbnetspark.domain.cost;

import java.util.List;
import java.util.OptionalDouble;

/** The least that a cost can be where other costs lie inside bands. */
public final class LeastCost {

  /** Scores between the cheapest and the dearest, so that they tell apart what doubles do. */
  private static final double SCORES = 1000;

  private static final int MOST_STEPS = 300_000;

  private LeastCost() {}

  /**
   * Of architectures.
   *
   * @param cost the least; empty where the bands have none
   * @param givenUp whether there was too much to look at: others may be cheaper, or the only ones
   */
  public record Found(OptionalDouble cost, boolean givenUp) {}

  /**
   * The least cost of an architecture inside the bands.
   *
   * @param bands at least one
   */
  public static Found ofArchitectures(CostTable costs, List<CostBand> bands) {
    BandSearch.Found found =
        new BandSearch(scores(costs.sums()), ofSums(bands), MOST_STEPS).best(1);
    return new Found(found.picks().stream().mapToDouble(costs::of).findFirst(), found.givenUp());
  }

  /**
   * The least mean cost of any distribution over architectures whose other mean costs lie inside
   * the bands; infinity where there is none.
   *
   * @param bands at least one
   */
  public static double ofMeans(CostTable costs, List<CostBand> bands) {
    CostTable sums = costs.sums();
    double bound = CostTilt.least(scores(sums), ofSums(bands)).bound();
    return costs.cost(sums.fixed() - bound * unit(sums) / SCORES);
  }

  private static List<CostBand> ofSums(List<CostBand> bands) {
    return bands.stream().map(CostBand::ofSums).toList();
  }

  private static List<Term> scores(CostTable costs) {
    double unit = unit(costs);
    return costs.terms().stream().map(term -> term.map(cost -> -SCORES * cost / unit)).toList();
  }

  private static double unit(CostTable costs) {
    return new CostBand(costs, 0, 0).range();
  }
}
