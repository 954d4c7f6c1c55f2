package org.fbnetspark.report;

import java.util.Locale;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.evaluation.MeanDifference;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.Target;

/** What console and page say of an outcome in the same words. */
public final class OutcomeSentences {

  private OutcomeSentences() {}

  /** That the target was missed; empty where it was not. */
  public static Optional<String> missed(SearchSummary outcome) {
    return outcome
        .target()
        .filter(target -> outcome.missed())
        .map(target -> missed(outcome, target));
  }

  private static String missed(SearchSummary outcome, Target target) {
    CostKind kind = outcome.costKind();
    int timed = outcome.tries().stream().mapToInt(one -> one.networks().size()).sum();
    return "target missed: "
        + (timed == 0 ? "predicted " : "measured ")
        + kind.text(outcome.decidingCost())
        + " is "
        + Figures.beside(outcome.decidingCost(), target.cost())
        + " from "
        + target.text(kind)
        + (target.bound() == Target.Bound.AT
            ? ", more than search.target-tolerance ("
                + Figures.percent(target.tolerance())
                + ") allows"
            : "")
        + (timed == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "; the nearest of %,d timed in %,d tries (search.target-tries)",
                timed,
                outcome.tries().size()));
  }

  /** That the time measured is far from the one predicted; empty where it is not. */
  public static Optional<String> unlikely(SearchSummary outcome) {
    return outcome
        .latencyRatio()
        .filter(SearchSummary::unlikely)
        .map(
            ratio ->
                String.format(
                    Locale.ROOT,
                    "prediction off: measured %s is %.3f times the %s predicted, so one of them was"
                        + " timed while something else ran, or on another machine; time the space"
                        + " where nothing else runs (./submit/profile), and search with that table"
                        + " (cost.latency-table)",
                    CostKind.LATENCY.text(1000 * outcome.measuredLatencyMillis().orElseThrow()),
                    ratio,
                    CostKind.LATENCY.text(1000 * outcome.predictedLatencyMillis())));
  }

  /** How much better the architecture is than the baselines on average. */
  public static String difference(MeanDifference above) {
    return Figures.points(above.difference())
        + " points to the mean of the baselines (95 % between "
        + Figures.points(above.low())
        + " and "
        + Figures.points(above.high())
        + ")";
  }
}
