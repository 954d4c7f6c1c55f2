package org.fbnetspark.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.report.Charts.Lines;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.RunRecord;
import org.fbnetspark.search.SearchSummary;

/** Several runs side by side, as text and as a page; they are numbered in the order given. */
public final class Comparison {

  private static final List<String> HEADER =
      List.of(
          "run",
          "architecture",
          "MACs",
          "parameters",
          "target",
          "expected",
          "predicted",
          "measured",
          "supernet loss",
          "supernet accuracy",
          "seed",
          "epochs",
          "images/s");

  private static final Set<Integer> FIGURES = Set.of(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  private static final int LONGEST_NAME = 80;

  private Comparison() {}

  /** A line for each run. */
  public static String text(List<RunRecord> runs) {
    TextTable table = new TextTable(HEADER, FIGURES);
    rows(runs).forEach(table::add);
    return table.toString();
  }

  /**
   * The page.
   *
   * @param data what its charts draw, of the same runs in the same order
   */
  public static String html(List<RunRecord> runs, ChartData data) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section(
            "outcomes",
            "Outcomes",
            p("Loss and accuracy are the supernet's, of the last epoch's weight split under sampled"
                    + " gates; they are not those of any architecture.")
                .withClass("note"),
            new HtmlTable("The runs", HEADER, FIGURES, rows(runs)).html()));
    sections.add(curves(runs));
    sections.add(architectures(runs));
    return page("runs", runs.stream().map(RunRecord::name).toList(), sections, data);
  }

  /** A page about several runs of a kind. */
  static String page(String kind, List<String> names, List<Section> sections, ChartData data) {
    return new Page(
            "Comparison of " + names.size() + " " + kind,
            names.stream().limit(10).collect(Collectors.joining(", ")),
            sections,
            data)
        .text();
  }

  private static List<List<String>> rows(List<RunRecord> runs) {
    return IntStream.range(0, runs.size()).mapToObj(i -> row(title(runs, i), runs.get(i))).toList();
  }

  private static String title(List<RunRecord> runs, int place) {
    return title(place, runs.get(place).name());
  }

  /** How a run is called among several: by its number, from 1, and its name. */
  static String title(int place, String name) {
    return (place + 1) + " " + Figures.cut(name, LONGEST_NAME);
  }

  private static List<String> row(String title, RunRecord run) {
    CostKind kind = run.costs().kind();
    Optional<SearchSummary> outcome = run.summary();
    Optional<EpochReport> last = run.lastEpoch();
    return List.of(
        title,
        outcome.map(o -> Figures.cut(o.architecture().name(), LONGEST_NAME)).orElse("not finished"),
        known(outcome.map(o -> Figures.count(o.architecture().macs()))),
        known(outcome.map(o -> Figures.count(o.architecture().parameters()))),
        known(run.settings().target().map(target -> target.text(kind) + missed(outcome))),
        known(last.map(epoch -> kind.text(epoch.expectedCost()))),
        known(outcome.map(Comparison::predicted)),
        known(outcome.flatMap(SearchSummary::measuredLatencyMillis).map(Figures::millis)),
        known(last.map(epoch -> Figures.decimals(epoch.weights().meanLoss(), 3))),
        known(last.map(epoch -> Figures.percent(epoch.weights().accuracy()))),
        String.valueOf(run.settings().seed()),
        run.epochsDone() + "/" + run.settings().epochs(),
        known(last.map(epoch -> Figures.count(epoch.imagesPerSecond()))));
  }

  private static String missed(Optional<SearchSummary> outcome) {
    return outcome.filter(SearchSummary::missed).isPresent() ? ", missed" : "";
  }

  /** Where something else than latency was kept low, both. */
  private static String predicted(SearchSummary outcome) {
    String millis = Figures.millis(outcome.predictedLatencyMillis());
    return outcome.costKind() == CostKind.LATENCY
        ? millis
        : outcome.costKind().text(outcome.predictedCost()) + ", " + millis;
  }

  static String known(Optional<String> figure) {
    return figure.orElse(Figures.UNKNOWN);
  }

  private static Section curves(List<RunRecord> runs) {
    List<DomContent> charts = new ArrayList<>();
    String told = "A curve for each run; the table of outcomes has where they end.";
    charts.add(
        lines(
                "Loss on the weight split",
                "The supernet's cross-entropy, in nats.",
                "weightLoss",
                told)
            .html());
    charts.add(
        lines(
                "Loss on the theta split",
                "The supernet's cross-entropy, in nats.",
                "thetaLoss",
                told)
            .html());
    charts.add(
        lines(
                "Accuracy of the supernet",
                "In percent, on the weight split under sampled gates; not of any architecture.",
                "weightAccuracy",
                told)
            .html());
    runs.stream()
        .map(run -> run.costs().kind())
        .distinct()
        .map(kind -> kind == CostKind.LATENCY ? "ms" : kind.unit())
        .forEach(
            unit ->
                charts.add(
                    lines(
                            "Expected cost, " + unit,
                            "Mean over the architectures that theta draws; dotted, the targets.",
                            "expected",
                            told)
                        .htmlOfCosts(unit)));
    charts.add(
        lines("Entropy of theta", "Mean over its choices, in nats.", "entropy", told).html());
    charts.add(lines("Temperature of the gates", "", "temperature", told).html());
    return new Section("curves", "Epochs", div().with(charts).withClass("charts"));
  }

  private static Lines lines(String title, String note, String field, String told) {
    return new Lines(title, note, List.of(field), List.of(title), told);
  }

  private static Section architectures(List<RunRecord> runs) {
    List<DomContent> content = new ArrayList<>();
    content.add(figure(ArchitectureFigure.key()));
    for (int i = 0; i < runs.size(); i++) {
      content.add(h3(title(runs, i)));
      content.add(
          runs.get(i)
              .summary()
              .map(outcome -> ArchitectureFigure.drawing(outcome.architecture()))
              .orElse(p("No architecture is derived yet.")));
    }
    content.add(sideBySide(runs));
    return new Section("architectures", "Architectures", content);
  }

  /** The ops of all by the names of the layers; a layer in which they differ is marked. */
  private static DomContent sideBySide(List<RunRecord> runs) {
    Map<String, List<String>> layers = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      if (runs.get(i).summary().isPresent()) {
        for (Block layer : runs.get(i).summary().get().architecture().blocks()) {
          layers
              .computeIfAbsent(
                  layer.name(), name -> new ArrayList<>(Collections.nCopies(runs.size(), "")))
              .set(i, layer.op().code());
        }
      }
    }
    List<String> header = new ArrayList<>(List.of("layer"));
    IntStream.range(0, runs.size()).forEach(i -> header.add(title(runs, i)));
    header.add("alike");
    List<List<String>> rows = new ArrayList<>();
    layers.forEach(
        (name, ops) -> {
          List<String> row = new ArrayList<>(List.of(name));
          ops.forEach(op -> row.add(op.isEmpty() ? Figures.UNKNOWN : op));
          row.add(alike(ops.stream().filter(op -> !op.isEmpty()).toList()));
          rows.add(row);
        });
    return new HtmlTable("Ops of every layer", header, Set.of(), rows).html();
  }

  private static String alike(List<String> ops) {
    if (ops.size() < 2) {
      return "in one run";
    }
    return ops.stream().distinct().count() > 1 ? "differ" : "yes";
  }
}
