package org.fbnetspark.report;

import static j2html.TagCreator.p;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.RunRecord;

/**
 * Several runs of a kind side by side, as text and as a page; they are numbered in the order given.
 */
public final class Comparison {

  private static final int LONGEST_NAME = 80;
  private static final int MOST_NAMES = 10;

  /** More curves cannot be told from each other. */
  private static final int MOST_CURVES = 24;

  private Comparison() {}

  /** A line for each run. */
  public static String text(List<RunView> runs) {
    List<List<String>> rows = rows(runs);
    List<String> header = header(runs);
    TextTable table = new TextTable(header, figures(header));
    rows.forEach(table::add);
    return table.toString();
  }

  /** The page; its table has every run, its curves are of the first ones where there are many. */
  public static String html(List<RunView> runs) {
    List<RunView> drawn = runs.subList(0, Math.min(MOST_CURVES, runs.size()));
    List<String> header = header(runs);
    String curves =
        drawn.size() < runs.size()
            ? " Curves are drawn of the first " + MOST_CURVES + "; name fewer runs for others."
            : "";
    Section outcomes =
        new Section(
            "outcomes",
            "Outcomes",
            p(runs.get(0).comparedNote() + curves).withClass("note"),
            new HtmlTable("The runs", header, figures(header), rows(runs)).html());
    return new Page(
            "Comparison of " + runs.size() + " " + runs.get(0).run().kind().plural(),
            names(runs),
            List.of(
                outcomes,
                EpochSection.of(drawn.stream().map(RunView::run).toList()),
                architectures(runs)),
            ChartsJson.of(drawn))
        .text();
  }

  private static String names(List<RunView> runs) {
    String first =
        runs.stream()
            .limit(MOST_NAMES)
            .map(view -> view.run().path().name())
            .collect(Collectors.joining(", "));
    return runs.size() > MOST_NAMES
        ? first + " and " + (runs.size() - MOST_NAMES) + " others"
        : first;
  }

  /** All columns but the names of the run and of its network. */
  private static Set<Integer> figures(List<String> header) {
    return IntStream.range(2, header.size()).boxed().collect(Collectors.toSet());
  }

  private static List<String> header(List<RunView> runs) {
    return List.copyOf(row(0, runs.get(0)).keySet());
  }

  private static List<List<String>> rows(List<RunView> runs) {
    return IntStream.range(0, runs.size())
        .mapToObj(i -> List.copyOf(row(i, runs.get(i)).values()))
        .toList();
  }

  /** How a run is called among several: by its number, from 1, and its name. */
  private static String title(List<RunView> runs, int place) {
    return title(place, runs.get(place));
  }

  private static String title(int place, RunView view) {
    return (place + 1) + " " + Figures.cut(view.run().path().name(), LONGEST_NAME);
  }

  /** The cells by their columns. */
  private static Map<String, String> row(int place, RunView view) {
    RunRecord run = view.run();
    Optional<Network> network = view.network();
    Map<String, String> row = new LinkedHashMap<>();
    row.put("run", title(place, view));
    row.put(
        "network", network.map(n -> Figures.cut(n.name(), LONGEST_NAME)).orElse("not finished"));
    row.put("MACs", known(network.map(n -> Figures.count(n.macs()))));
    row.put("parameters", known(network.map(n -> Figures.count(n.parameters()))));
    row.putAll(view.compared());
    row.put("seed", known(Optional.ofNullable(run.facts().get("seed"))));
    row.put("epochs", run.epochsDone() + "/" + run.schedule().epochs());
    row.put("throughput", known(run.last(Epoch.IMAGES_PER_SECOND).map(Figure::text)));
    return row;
  }

  private static String known(Optional<String> text) {
    return text.orElse(Figures.UNKNOWN);
  }

  private static Section architectures(List<RunView> runs) {
    return ArchitecturesBeside.section(
        IntStream.range(0, runs.size()).mapToObj(i -> title(runs, i)).toList(),
        runs.stream().map(RunView::network).toList());
  }
}
