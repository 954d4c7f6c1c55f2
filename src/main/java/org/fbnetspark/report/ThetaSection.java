package org.fbnetspark.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.output;
import static j2html.TagCreator.p;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.domain.run.ChoiceProbabilities;
import org.fbnetspark.domain.run.Epoch;

/** Theta's probabilities as a map of choices and candidates, epoch by epoch. */
final class ThetaSection {

  private static final int MOST_CANDIDATES = 64;
  private static final int MOST_MAPS = 60;
  private static final int MOST_CHOICES = 200;

  private ThetaSection() {}

  static Section of(List<Epoch> epochs) {
    Optional<Epoch> last =
        epochs.stream()
            .filter(epoch -> !epoch.probabilities().isEmpty())
            .reduce((earlier, later) -> later);
    if (last.isEmpty()) {
      return new Section("theta", "Theta", p("No epoch has ended yet."));
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
            "Theta after epoch " + (last.get().number() + 1) + " in figures", table(choices)));
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

  /**
   * Adds the map's data, {@code theta}, where an epoch has probabilities:
   *
   * <pre>
   * choices, candidates    names; candidates are those of any choice
   * offered                of each choice, indices of candidates
   * picked                 of each choice, the candidate derived; -1 before the end
   * epochs                 counted from 1
   * probabilities          by epoch, choice and candidate that is offered
   * </pre>
   *
   * @param picks op codes derived; none before the end
   */
  static void draw(ObjectNode node, List<Epoch> all, List<String> picks) {
    List<Epoch> maps =
        ChartFigures.thinned(
            all.stream().filter(epoch -> !epoch.probabilities().isEmpty()).toList(), MOST_MAPS);
    if (maps.isEmpty()) {
      return;
    }
    List<ChoiceProbabilities> choices = shown(maps.get(maps.size() - 1));
    Set<String> union = new LinkedHashSet<>();
    choices.forEach(choice -> union.addAll(choice.candidates()));
    List<String> candidates = union.stream().limit(MOST_CANDIDATES).toList();
    ObjectNode theta = node.putObject("theta");
    ArrayNode names = theta.putArray("choices");
    choices.forEach(choice -> names.add(choice.choice()));
    candidates.forEach(theta.putArray("candidates")::add);
    ArrayNode offered = theta.putArray("offered");
    for (ChoiceProbabilities choice : choices) {
      ArrayNode indices = offered.addArray();
      choice.candidates().forEach(code -> indices.add(candidates.indexOf(code)));
    }
    ArrayNode picked = theta.putArray("picked");
    for (int i = 0; i < choices.size(); i++) {
      picked.add(i < picks.size() ? candidates.indexOf(picks.get(i)) : -1);
    }
    ArrayNode numbers = theta.putArray("epochs");
    ArrayNode probabilities = theta.putArray("probabilities");
    for (Epoch epoch : maps) {
      numbers.add(epoch.number() + 1);
      ArrayNode map = probabilities.addArray();
      for (ChoiceProbabilities choice : shown(epoch)) {
        ArrayNode row = map.addArray();
        choice.probabilities().forEach(p -> ChartFigures.add(row, Optional.of(p)));
      }
    }
  }

  private static List<ChoiceProbabilities> shown(Epoch epoch) {
    return epoch.probabilities().stream().limit(MOST_CHOICES).toList();
  }
}
