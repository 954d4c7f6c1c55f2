package org.fbnetspark.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.output;
import static j2html.TagCreator.p;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.EpochReport.ChoiceProbabilities;
import org.fbnetspark.search.RunRecord;

/** Theta's probabilities as a map of choices and candidates, epoch by epoch. */
final class ThetaSection {

  private static final int MOST_CANDIDATES = 64;

  private ThetaSection() {}

  static Section of(RunRecord run) {
    Optional<EpochReport> last =
        run.epochs().stream()
            .filter(epoch -> !epoch.probabilities().isEmpty())
            .reduce((earlier, later) -> later);
    if (last.isEmpty()) {
      return new Section(
          "theta",
          "Theta",
          p(
              run.epochs().isEmpty()
                  ? "No epoch has ended yet."
                  : "The run's metrics hold no probabilities; it was made by an earlier release."));
    }
    List<ChoiceProbabilities> choices = last.get().probabilities();
    return new Section(
        "theta",
        "Theta",
        figure(
                Charts.caption(
                    "Probability of each candidate",
                    "Rows are the open choices, columns the candidates; a bold frame is the"
                        + " candidate of the architecture derived, which need not be the most"
                        + " probable one where there is a target."),
                slider(),
                Charts.plot("theta", told(choices)))
            .withClass(Charts.height(choices.size())),
        Charts.folded(
            "Theta after epoch " + (last.get().epoch() + 1) + " in figures", table(choices)));
  }

  private static DomContent slider() {
    return div(
            label("After").attr("for", "theta-epoch"),
            input()
                .withType("range")
                .withId("theta-epoch")
                .attr("min", "0")
                .attr("max", "0")
                .attr("value", "0"),
            output().withId("theta-epoch-told").attr("for", "theta-epoch"))
        .withClass("slider")
        .attr("hidden");
  }

  private static String told(List<ChoiceProbabilities> choices) {
    return "Heat map of theta's probabilities. Most probable: "
        + choices.stream()
            .limit(30)
            .map(
                choice -> {
                  int best = best(choice);
                  return choice.choice()
                      + " "
                      + choice.candidates().get(best)
                      + " "
                      + Figures.percent(choice.probabilities().get(best));
                })
            .collect(Collectors.joining("; "))
        + (choices.size() > 30 ? "; and so on." : ".");
  }

  private static int best(ChoiceProbabilities choice) {
    return IntStream.range(0, choice.probabilities().size())
        .reduce(0, (a, b) -> choice.probabilities().get(b) > choice.probabilities().get(a) ? b : a);
  }

  private static DomContent table(List<ChoiceProbabilities> choices) {
    Set<String> union = new LinkedHashSet<>();
    choices.forEach(choice -> union.addAll(choice.candidates()));
    List<String> candidates = union.stream().limit(MOST_CANDIDATES).toList();
    List<String> header = new ArrayList<>(List.of("choice"));
    header.addAll(candidates);
    List<List<String>> rows = new ArrayList<>();
    for (ChoiceProbabilities choice : choices) {
      List<String> row = new ArrayList<>(List.of(choice.choice()));
      for (String candidate : candidates) {
        int at = choice.candidates().indexOf(candidate);
        row.add(at < 0 ? Figures.UNKNOWN : Figures.decimals(choice.probabilities().get(at), 4));
      }
      rows.add(row);
    }
    return new HtmlTable(
            "Probabilities",
            header,
            IntStream.range(1, header.size()).boxed().collect(Collectors.toSet()),
            rows)
        .html();
  }
}
