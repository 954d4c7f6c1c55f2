package org.fbnetspark.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.p;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.RunRecord;

/** How runs went, epoch by epoch. */
final class EpochSection {

  private EpochSection() {}

  /** Of one run: the charts of its kind, and every figure. */
  static Section of(RunRecord run) {
    List<Epoch> epochs = run.epochs();
    if (epochs.isEmpty()) {
      return new Section("epochs", "Epochs", p("No epoch has ended yet."));
    }
    return new Section(
        "epochs",
        "Epochs",
        div()
            .with(
                charts(run).stream()
                    .map(chart -> Charts.lines(chart, chart.course(epochs)))
                    .toList())
            .withClass("charts"),
        Charts.folded("Every epoch in figures", table(epochs)));
  }

  /** Of several runs of a kind: one figure a chart, with a curve for each run. */
  static Section of(List<RunRecord> runs) {
    List<Epoch> epochs = runs.stream().flatMap(run -> run.epochs().stream()).toList();
    List<DomContent> charts =
        FigureLayout.of(runs.get(0)).charts().stream()
            .map(chart -> chart.of(epochs))
            .flatMap(Chart::each)
            .map(
                chart ->
                    Charts.lines(
                        chart, "A curve for each run; the table of outcomes has where they end."))
            .toList();
    return new Section(
        "curves",
        "Epochs",
        charts.isEmpty() ? p("No epoch has ended yet.") : div().with(charts).withClass("charts"));
  }

  /** Those of whose figures there are some. */
  private static List<Chart> charts(RunRecord run) {
    return FigureLayout.of(run).charts().stream()
        .map(chart -> chart.of(run.epochs()))
        .filter(chart -> !chart.curves().isEmpty())
        .toList();
  }

  private static DomContent table(List<Epoch> epochs) {
    List<String> names =
        epochs.stream()
            .flatMap(one -> one.figures().stream())
            .map(Figure::name)
            .distinct()
            .toList();
    List<String> header = new ArrayList<>(List.of("epoch"));
    header.addAll(names);
    List<List<String>> rows = new ArrayList<>();
    for (Epoch epoch : epochs) {
      List<String> row = new ArrayList<>(List.of(String.valueOf(epoch.number() + 1)));
      names.forEach(name -> row.add(epoch.figure(name).map(Figure::text).orElse(Figures.UNKNOWN)));
      rows.add(row);
    }
    return new HtmlTable(
            "Every epoch",
            header,
            IntStream.range(0, header.size()).boxed().collect(Collectors.toSet()),
            rows)
        .html();
  }
}
