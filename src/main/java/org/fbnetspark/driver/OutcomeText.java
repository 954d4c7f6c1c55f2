package org.fbnetspark.driver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.search.SearchSummary;

/** What was wanted and what came of it, side by side, as text. */
final class OutcomeText {

  private OutcomeText() {}

  static List<String> lines(SearchSummary summary) {
    CostKind kind = summary.costKind();
    List<String> lines = new ArrayList<>();
    summary.target().ifPresent(target -> lines.add("target         " + kind.text(target.cost())));
    lines.add(
        "expected       "
            + kind.text(summary.expectedCost())
            + beside(summary, summary.expectedCost())
            + ", over the architectures that theta draws");
    lines.add(
        "predicted      "
            + kind.text(summary.predictedCost())
            + beside(summary, summary.predictedCost()));
    lines.add(
        "measured       "
            + summary
                .measuredLatencyMillis()
                .map(
                    millis ->
                        CostKind.LATENCY.text(1000 * millis)
                            + (kind == CostKind.LATENCY ? beside(summary, 1000 * millis) : "")
                            + ", the network as a whole")
                .orElse("not, for " + summary.notMeasured()));
    summary.finalists().stream()
        .flatMap(finalist -> finalist.heldOutAccuracy().stream())
        .max(Comparator.naturalOrder())
        .ifPresent(
            best ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "held out       %.2f %% of examples correct, the best of the finalists"
                            + " retrained",
                        100 * best)));
    return lines;
  }

  private static String beside(SearchSummary summary, double cost) {
    return summary
        .target()
        .map(target -> String.format(Locale.ROOT, " (%+.1f %%)", 100 * (cost / target.cost() - 1)))
        .orElse("");
  }
}
