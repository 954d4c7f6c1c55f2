package org.fbnetspark.driver.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.latency.InterpolationError;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.report.Description;
import org.fbnetspark.report.Figures;
import org.fbnetspark.report.LatencySentences;
import org.fbnetspark.report.OutcomeSentences;
import org.fbnetspark.search.SearchSummary;

/** What was wanted and what came of it, side by side, as text. */
final class OutcomeText {

  private OutcomeText() {}

  /**
   * The outcome; a target that was missed is its first line.
   *
   * @param table the latency table of the run
   */
  static List<String> lines(SearchSummary summary, LatencyTable table) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    OutcomeSentences.missed(summary).ifPresent(lines::add);
    lines.add(Description.text(summary.architecture(), Optional.of(table)).stripTrailing());
    CostKind kind = summary.costKind();
    summary.target().ifPresent(target -> lines.add("target         " + target.text(kind)));
    lines.add(
        "expected       "
            + withDistance(summary, summary.expectedCost())
            + ", over the architectures that theta draws");
    lines.add(
        "predicted      " + withDistance(summary, summary.predictedCost()) + byRatio(summary));
    summary
        .latencyRows()
        .filter(rows -> rows.interpolated() > 0)
        .ifPresent(
            rows ->
                lines.add(
                    "rows           "
                        + LatencySentences.rows(rows)
                        + InterpolationError.of(table)
                            .map(error -> "; " + LatencySentences.error(error))
                            .orElse("")));
    lines.add(
        "measured       "
            + summary
                .measuredLatencyMillis()
                .map(
                    millis ->
                        (kind == CostKind.LATENCY
                                ? withDistance(summary, 1000 * millis)
                                : CostKind.LATENCY.text(1000 * millis))
                            + ", the network as a whole")
                .orElse("not, for " + summary.notMeasured()));
    OutcomeSentences.unlikely(summary).ifPresent(lines::add);
    for (SearchSummary.LimitOutcome limit : summary.limits()) {
      String name = limit.kind().key();
      lines.add(
          String.format(
              Locale.ROOT,
              "%-15s%s, at most %s; expected %s",
              name,
              limit.kind().text(limit.predicted()),
              limit.kind().text(limit.most()),
              limit.kind().text(limit.expected())));
    }
    lines.addAll(accuracies(summary));
    return lines;
  }

  /** Where it was derived by the ratio of others, what that makes of the prediction. */
  private static String byRatio(SearchSummary summary) {
    double ratio = 1 / summary.latencyFactor();
    return ratio == 1
        ? ""
        : String.format(
            Locale.ROOT,
            "; times %.3f, as networks before it took, %s",
            ratio,
            withDistance(summary, ratio * summary.predictedCost()));
  }

  private static List<String> accuracies(SearchSummary summary) {
    List<String> lines = new ArrayList<>();
    summary
        .heldOutAccuracy()
        .ifPresent(
            best ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "held out       %.2f %% of %,d examples correct, the best of %d retrained",
                        100 * best,
                        summary.heldOutExamples(),
                        summary.finalists().size())));
    List<Double> baselines = summary.baselineAccuracies();
    if (!baselines.isEmpty()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "baselines      %.2f %% on average, %.2f %% the best of %d drawn at random",
              100 * baselines.stream().mapToDouble(share -> share).average().orElseThrow(),
              100 * Collections.max(baselines),
              baselines.size()));
    }
    summary
        .aboveBaselines()
        .ifPresent(above -> lines.add("difference     " + OutcomeSentences.difference(above)));
    return lines;
  }

  private static String withDistance(SearchSummary summary, double cost) {
    return summary.costKind().text(cost)
        + summary
            .target()
            .map(target -> " (" + Figures.beside(cost, target.cost()) + ")")
            .orElse("");
  }
}
