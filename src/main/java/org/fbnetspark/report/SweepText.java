package org.fbnetspark.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.search.pareto.ParetoFront;

/** How a sweep stands, and what came of it, as text. */
public final class SweepText {

  private static final int LONGEST_REASON = 300;

  private SweepText() {}

  /** A line for each point, one for all of them, and one for each warm-up that goes on. */
  public static String status(SweepView sweep) {
    StringBuilder text = new StringBuilder();
    text.append("sweep   ").append(sweep.path().directory()).append('\n');
    text.append("points  ").append(counts(sweep)).append('\n');
    sweep.warmUps().stream()
        .filter(one -> !one.over())
        .forEach(one -> text.append("warm-up ").append(told(one)).append('\n'));
    text.append('\n');
    List<String> header =
        List.of("point", "state", "epochs", "supernet loss", "predicted", "measured", "run");
    TextTable table =
        new TextTable(
            header, IntStream.range(2, header.size() - 1).boxed().collect(Collectors.toSet()));
    sweep.points().forEach(point -> table.add(row(sweep, point)));
    text.append(table);
    sweep
        .failures()
        .forEach(
            (name, reason) ->
                text.append("warning: ")
                    .append(name)
                    .append(": ")
                    .append(Figures.cut(reason, LONGEST_REASON))
                    .append('\n'));
    return text.toString();
  }

  private static String told(SweepView.WarmUp warmUp) {
    return warmUp.name()
        + ": "
        + warmUp.run().epochsDone()
        + " of "
        + warmUp.epochs()
        + " epochs that "
        + warmUp.points()
        + " points go on from";
  }

  private static String counts(SweepView sweep) {
    Map<String, Long> states =
        sweep.points().stream()
            .collect(
                Collectors.groupingBy(sweep::state, LinkedHashMap::new, Collectors.counting()));
    return states.entrySet().stream()
            .map(state -> state.getValue() + " " + state.getKey())
            .collect(Collectors.joining(", "))
        + left(sweep);
  }

  private static String left(SweepView sweep) {
    if (sweep.finished() == sweep.points().size()) {
      return "";
    }
    OptionalDouble seconds = sweep.remainingSeconds();
    if (seconds.isEmpty()) {
      return ", time to go unknown";
    }
    return seconds.getAsDouble() == 0
        ? ", all epochs done, finalists to go for a time unknown"
        : ", about " + Figures.duration(seconds.getAsDouble()) + " to go in epochs";
  }

  private static List<String> row(SweepView sweep, SweepView.Point point) {
    Map<String, String> compared = point.run().map(RunView::compared).orElse(Map.of());
    return List.of(
        point.name(),
        sweep.state(point),
        point
            .run()
            .map(view -> view.run().epochsDone() + "/" + view.run().schedule().epochs())
            .orElse(Figures.UNKNOWN),
        compared.getOrDefault("supernet loss", Figures.UNKNOWN),
        compared.getOrDefault("predicted", Figures.UNKNOWN),
        compared.getOrDefault("measured", Figures.UNKNOWN),
        point.path());
  }

  /** A block of lines for each front: its points from cheap to dear, the dominated ones marked. */
  public static String fronts(List<ParetoFront> fronts) {
    StringBuilder text = new StringBuilder();
    for (ParetoFront front : fronts) {
      TextTable table = new TextTable(ParetoSections.header(front), Set.of(1, 2, 3));
      ParetoSections.rows(front).forEach(table::add);
      text.append(ParetoSections.title(front)).append('\n').append(table);
      text.append(ParetoSections.area(front)).append('\n');
    }
    return text.toString();
  }
}
