package org.fbnetspark.report;

import static j2html.TagCreator.p;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.SearchSummary.Judged;
import org.fbnetspark.search.SearchSummary.Try;

/** What the architecture was chosen from, how that was found, and what it is compared with. */
final class FinalistSections {

  private FinalistSections() {}

  /** A section for each of these that a search has. */
  static List<Section> of(SearchSummary outcome) {
    List<Section> sections = new ArrayList<>();
    if (!outcome.finalists().isEmpty()) {
      sections.add(finalists(outcome));
    }
    if (!outcome.tries().isEmpty()) {
      sections.add(tries(outcome));
    }
    if (!outcome.baselines().isEmpty()) {
      sections.add(baselines(outcome));
    }
    return sections;
  }

  private static Section finalists(SearchSummary outcome) {
    List<List<String>> rows = new ArrayList<>();
    for (Judged one : outcome.finalists()) {
      String number = String.valueOf(rows.size() + 1);
      rows.add(
          List.of(
              one.picks().equals(outcome.picks()) ? number + ", derived" : number,
              String.join(" ", one.picks()),
              String.format(Locale.ROOT, "%.3g", Math.exp(one.logProbability())),
              outcome.costKind().text(one.cost()),
              measured(one),
              heldOut(one)));
    }
    return new Section(
        "finalists",
        "Finalists",
        p("The most probable architectures, or some that theta draws,"
                + (outcome.target().isPresent() ? " within the tolerance of the target" : "")
                + ". Held out is the accuracy of those that were retrained, on training examples"
                + " kept from them; without it, accuracies of single architectures are not known.")
            .withClass("note"),
        new HtmlTable(
                "Finalists",
                List.of(
                    "number",
                    "ops of the open choices",
                    "probability",
                    "predicted",
                    "measured",
                    "held out"),
                Set.of(2, 3, 4, 5),
                rows)
            .html());
  }

  /** Tries are of latencies alone. */
  private static Section tries(SearchSummary outcome) {
    List<List<String>> rows = new ArrayList<>();
    double target = outcome.target().orElseThrow().cost();
    for (int i = 0; i < outcome.tries().size(); i++) {
      Try one = outcome.tries().get(i);
      for (Judged network : one.networks()) {
        rows.add(
            List.of(
                String.valueOf(i + 1),
                CostKind.LATENCY.text(one.latencyFactor() * target),
                String.join(" ", network.picks()),
                CostKind.LATENCY.text(network.cost()),
                measured(network),
                network.ratio().map(r -> Figures.decimals(r, 3)).orElse(Figures.UNKNOWN),
                network
                    .measuredMillis()
                    .map(millis -> Figures.beside(1000 * millis, target))
                    .orElse(Figures.UNKNOWN)));
      }
    }
    return new Section(
        "tries",
        "Tries at the target",
        p("Every architecture that was derived at the target and timed. Where too few were there as"
                + " timed, others were derived around the target by the ratio of measured to"
                + " predicted time that those before had, their median.")
            .withClass("note"),
        new HtmlTable(
                "Tries",
                List.of(
                    "try",
                    "derived around",
                    "ops of the open choices",
                    "predicted",
                    "measured",
                    "measured over predicted",
                    "from the target"),
                Set.of(1, 3, 4, 5, 6),
                rows)
            .html());
  }

  private static Section baselines(SearchSummary outcome) {
    List<List<String>> rows = new ArrayList<>();
    outcome.finalists().stream()
        .filter(one -> one.picks().equals(outcome.picks()))
        .forEach(one -> rows.add(beside("derived", one, outcome.costKind())));
    for (int i = 0; i < outcome.baselines().size(); i++) {
      rows.add(beside("baseline " + (i + 1), outcome.baselines().get(i), outcome.costKind()));
    }
    return new Section(
        "baselines",
        "Baselines",
        p("Architectures drawn at random, all as likely"
                + (outcome.target().isPresent() ? ", within the tolerance of the target" : "")
                + ", and retrained as the finalists were. "
                + outcome
                    .aboveBaselines()
                    .map(above -> "Derived: " + OutcomeSentences.difference(above) + ".")
                    .orElse("")
                + " The interval knows of the examples held out and of the spread of the baselines;"
                + " the architecture derived was chosen by the same examples, which favours it over"
                + " their mean, not over the best of as many.")
            .withClass("note"),
        new HtmlTable(
                "The architecture derived and its baselines",
                List.of("network", "ops of the open choices", "predicted", "measured", "held out"),
                Set.of(2, 3, 4),
                rows)
            .html());
  }

  private static List<String> beside(String name, Judged network, CostKind kind) {
    return List.of(
        name,
        String.join(" ", network.picks()),
        kind.text(network.cost()),
        measured(network),
        heldOut(network));
  }

  private static String measured(Judged network) {
    return network.measuredMillis().map(Figures::millis).orElse(Figures.UNKNOWN);
  }

  private static String heldOut(Judged network) {
    return network.heldOutAccuracy().map(Figures::accuracy).orElse(Figures.UNKNOWN);
  }
}
