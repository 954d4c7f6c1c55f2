package org.fbnetspark.report;

import static j2html.TagCreator.figure;
import static j2html.TagCreator.p;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.search.pareto.ParetoFront;
import org.fbnetspark.search.pareto.ParetoPoint;
import org.fbnetspark.search.pareto.Quality;

/** Networks between cost and quality: a section for each front, as chart and table. */
final class ParetoSections {

  private static final int LONGEST_NAME = 120;

  private ParetoSections() {}

  /** A section for each front. */
  static List<Section> of(List<ParetoFront> fronts) {
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < fronts.size(); i++) {
      sections.add(section(fronts.get(i), i));
    }
    return sections;
  }

  private static Section section(ParetoFront front, int place) {
    List<DomContent> content = new ArrayList<>();
    content.add(p(note(front)).withClass("note"));
    content.add(
        figure(
            Charts.caption(title(front), "Lines join the networks that no other one dominates."),
            Charts.plot("pareto", title(front) + ". " + area(front))
                .attr("data-front", String.valueOf(place))));
    content.add(p(area(front)));
    content.add(
        new HtmlTable(
                title(front) + ", from cheap to dear", header(front), Set.of(1, 2, 3), rows(front))
            .html());
    return new Section("front-" + (place + 1), title(front), content);
  }

  private static String note(ParetoFront front) {
    String dominated =
        "A network is dominated where another one costs no more and is no worse, and is better in one"
            + " of both.";
    return front.quality() == Quality.ACCURACY
        ? dominated + " Accuracy is that of networks trained for themselves, on what is held out."
        : dominated
            + " No network was trained for itself here (search.finalist-epochs is 0), so accuracies"
            + " are not known: the loss is that of the supernet on the examples that train theta,"
            + " under sampled gates, and not that of a network.";
  }

  static String title(ParetoFront front) {
    String device =
        front.device().isEmpty() ? "" : " on " + Figures.cut(front.device(), LONGEST_NAME);
    return (front.quality() == Quality.ACCURACY ? "Accuracy" : "Supernet's loss")
        + " against "
        + cost(front)
        + device;
  }

  private static String cost(ParetoFront front) {
    return front.kind() == CostKind.LATENCY ? front.kind().key() : front.kind().unit().symbol();
  }

  /** Sizes and areas of the front, in a sentence. */
  static String area(ParetoFront front) {
    return Figures.sentence(
        area("by predicted cost", front, front.predicted())
            + front
                .measured()
                .map(judged -> "; " + area("by measured cost", front, judged))
                .orElse(""));
  }

  private static String area(String by, ParetoFront front, ParetoFront.Judged judged) {
    long known = judged.dominated().stream().filter(Optional::isPresent).count();
    String area =
        String.format(Locale.ROOT, "%.4g", judged.hypervolume() * front.kind().unit().drawn(1));
    return by
        + " "
        + judged.front()
        + " of "
        + known
        + " are not dominated, hypervolume "
        + area
        + " up to "
        + front.kind().text(judged.referenceCost())
        + " and "
        + value(front, judged.referenceQuality());
  }

  private static String value(ParetoFront front, double value) {
    return front.quality() == Quality.ACCURACY
        ? Figures.accuracy(value)
        : Figures.decimals(value, 3);
  }

  static List<String> header(ParetoFront front) {
    return List.of(
        "network",
        "predicted",
        "measured",
        front.quality() == Quality.ACCURACY ? "held out" : "supernet loss",
        "as predicted",
        "as measured");
  }

  /** A row for each point, from cheap to dear. */
  static List<List<String>> rows(ParetoFront front) {
    List<Integer> order =
        IntStream.range(0, front.points().size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> front.points().get(i).predicted()))
            .toList();
    List<List<String>> rows = new ArrayList<>();
    for (int i : order) {
      ParetoPoint point = front.points().get(i);
      rows.add(
          List.of(
              Figures.cut(point.name(), LONGEST_NAME),
              front.kind().text(point.predicted()),
              point.measured().map(front.kind()::text).orElse(Figures.UNKNOWN),
              point.value().map(value -> value(front, value)).orElse(Figures.UNKNOWN),
              told(front.predicted().dominated().get(i)),
              told(front.measured().flatMap(judged -> judged.dominated().get(i)))));
    }
    return rows;
  }

  private static String told(Optional<Boolean> dominated) {
    return dominated.map(yes -> yes ? "dominated" : "on the front").orElse(Figures.UNKNOWN);
  }

  /**
   * Adds what the charts draw:
   *
   * <pre>
   * fronts       each with
   *   cost       name and unit of the cost, as read
   *   quality    likewise
   *   points     each with name, predicted, measured, value (costs and value as drawn, or null),
   *              asPredicted, asMeasured (whether it is on that front)
   * </pre>
   */
  static void draw(ObjectNode document, List<ParetoFront> fronts) {
    ArrayNode list = document.putArray("fronts");
    for (ParetoFront front : fronts) {
      ObjectNode node = list.addObject();
      node.put("cost", front.kind() == CostKind.LATENCY ? "latency, ms" : cost(front));
      boolean accuracy = front.quality() == Quality.ACCURACY;
      node.put("quality", accuracy ? "held out, %" : "supernet loss");
      ArrayNode points = node.putArray("points");
      for (int i = 0; i < front.points().size(); i++) {
        int place = i;
        ParetoPoint point = front.points().get(i);
        ObjectNode one = points.addObject();
        one.put("name", Figures.cut(point.name(), LONGEST_NAME));
        ChartFigures.put(
            one, "predicted", Optional.of(front.kind().unit().drawn(point.predicted())));
        ChartFigures.put(one, "measured", point.measured().map(front.kind().unit()::drawn));
        ChartFigures.put(one, "value", point.value().map(value -> accuracy ? 100 * value : value));
        one.put("asPredicted", onFront(front.predicted().dominated().get(i)));
        one.put(
            "asMeasured",
            onFront(front.measured().flatMap(judged -> judged.dominated().get(place))));
      }
    }
  }

  private static boolean onFront(Optional<Boolean> dominated) {
    return dominated.filter(yes -> !yes).isPresent();
  }
}
