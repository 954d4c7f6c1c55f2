package org.fbnetspark.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.li;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.search.pareto.ParetoFront;

/** A sweep as a page of HTML: networks between cost and quality first, then every point. */
public final class SweepPage {

  private static final int LONGEST_NAME = 160;
  private static final int LONGEST_REASON = 600;
  private static final int MOST_FAILURES = 50;

  private SweepPage() {}

  /** The page. */
  public static String html(SweepView sweep) {
    List<ParetoFront> fronts = sweep.fronts();
    List<Section> sections = new ArrayList<>();
    sections.add(outcome(sweep, fronts));
    sections.addAll(ParetoSections.of(fronts));
    sections.add(points(sweep));
    List<String> titles = new ArrayList<>();
    List<Optional<Network>> networks = new ArrayList<>();
    for (SweepView.Point point : sweep.points()) {
      Optional<Network> network = point.run().flatMap(RunView::network);
      if (network.isPresent()) {
        titles.add(Figures.cut(point.name(), LONGEST_NAME));
        networks.add(network);
      }
    }
    if (!titles.isEmpty()) {
      sections.add(ArchitecturesBeside.section(titles, networks));
    }
    return new Page(
            "Sweep " + Figures.cut(sweep.path().name(), LONGEST_NAME),
            sweep.finished() + " of " + sweep.points().size() + " points are finished.",
            sections,
            ChartsJson.fronts(fronts))
        .text();
  }

  private static Section outcome(SweepView sweep, List<ParetoFront> fronts) {
    List<Tile> tiles = new ArrayList<>();
    tiles.add(
        new Tile("finished", String.valueOf(sweep.finished()), "of " + sweep.points().size()));
    if (!sweep.failures().isEmpty()) {
      tiles.add(new Tile("failed", String.valueOf(sweep.failures().size()), "when last run"));
    }
    for (ParetoFront front : fronts) {
      tiles.add(
          new Tile(
              "not dominated",
              String.valueOf(front.predicted().front()),
              "of " + front.points().size() + ", " + ParetoSections.title(front)));
    }
    List<DomContent> content = new ArrayList<>(List.of(Tile.list(tiles)));
    if (!sweep.failures().isEmpty()) {
      List<String> told =
          sweep.failures().entrySet().stream()
              .limit(MOST_FAILURES)
              .map(one -> Figures.cut(one.getKey() + ": " + one.getValue(), LONGEST_REASON))
              .toList();
      int failures = sweep.failures().size();
      String heading =
          failures > MOST_FAILURES
              ? "Failed (the first " + MOST_FAILURES + " of " + failures + ")"
              : "Failed";
      content.add(div(h3(heading), ul(each(told, text -> li(text)))).withClass("warnings"));
    }
    return new Section("outcome", "Outcome", content);
  }

  /** Every point as a comparison has it, and what it is doing. */
  private static Section points(SweepView sweep) {
    List<String> columns =
        sweep.points().stream()
            .flatMap(point -> point.run().stream())
            .flatMap(view -> view.compared().keySet().stream())
            .distinct()
            .toList();
    List<String> header = new ArrayList<>(List.of("point", "state", "epochs"));
    header.addAll(columns);
    Set<Integer> figures = IntStream.range(2, header.size()).boxed().collect(Collectors.toSet());
    header.add("run");
    List<List<String>> rows = new ArrayList<>();
    for (SweepView.Point point : sweep.points()) {
      List<String> row = new ArrayList<>();
      row.add(Figures.cut(point.name(), LONGEST_NAME));
      row.add(sweep.state(point));
      row.add(
          point
              .run()
              .map(view -> view.run().epochsDone() + "/" + view.run().schedule().epochs())
              .orElse(Figures.UNKNOWN));
      for (String column : columns) {
        row.add(
            point
                .run()
                .map(view -> view.compared().getOrDefault(column, Figures.UNKNOWN))
                .orElse(Figures.UNKNOWN));
      }
      row.add(point.path());
      rows.add(row);
    }
    return new Section(
        "points", "Points", new HtmlTable("The points", header, figures, rows).html());
  }
}
