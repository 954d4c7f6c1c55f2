package org.fbnetspark.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.p;

import j2html.tags.DomContent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.fbnetspark.domain.evaluation.Confusion;
import org.fbnetspark.domain.evaluation.EvaluationRecord;
import org.fbnetspark.report.Charts.Lines;
import org.fbnetspark.retrain.RetrainEpoch;
import org.fbnetspark.retrain.RetrainRecord;

/**
 * Several retrainings side by side, as text and as a page; they are numbered in the order given.
 */
public final class RetrainComparison {

  private static final List<String> HEADER =
      List.of(
          "run",
          "network",
          "MACs",
          "parameters",
          "epochs",
          "held out",
          "test",
          "95 % interval",
          "images/s");

  private static final Set<Integer> FIGURES = Set.of(2, 3, 4, 5, 6, 7, 8);
  private static final int LONGEST_NAME = 80;

  private RetrainComparison() {}

  /** A line for each run. */
  public static String text(List<RetrainRecord> runs) {
    TextTable table = new TextTable(HEADER, FIGURES);
    rows(runs).forEach(table::add);
    return table.toString();
  }

  /**
   * The page.
   *
   * @param data what its charts draw, of the same runs in the same order
   */
  public static String html(List<RetrainRecord> runs, ChartData data) {
    Section outcomes =
        new Section(
            "outcomes",
            "Outcomes",
            p("Held out is the accuracy of the best network of each run, which was chosen by it;"
                    + " test is that network's on images that nothing was chosen by.")
                .withClass("note"),
            new HtmlTable("The runs", HEADER, FIGURES, rows(runs)).html());
    return Comparison.page(
        "retrainings",
        runs.stream().map(run -> run.path().name()).toList(),
        List.of(outcomes, curves()),
        data);
  }

  private static List<List<String>> rows(List<RetrainRecord> runs) {
    return IntStream.range(0, runs.size()).mapToObj(i -> row(i, runs.get(i))).toList();
  }

  private static List<String> row(int place, RetrainRecord run) {
    Optional<Confusion> test = run.test().map(EvaluationRecord::confusion);
    return List.of(
        Comparison.title(place, run.path().name()),
        Figures.cut(run.network().name(), LONGEST_NAME),
        Figures.count(run.network().macs()),
        Figures.count(run.network().parameters()),
        run.epochs().size() + "/" + run.recipe().settings().epochs(),
        Comparison.known(run.best().map(RetrainEpoch::heldOutAccuracy).map(Figures::accuracy)),
        Comparison.known(test.map(Confusion::accuracy).map(Figures::accuracy)),
        Comparison.known(test.map(Confusion::interval).map(Figures::interval)),
        Comparison.known(run.last().map(RetrainEpoch::imagesPerSecond).map(Figures::count)));
  }

  private static Section curves() {
    return new Section(
        "curves",
        "Epochs",
        div(
                lines(
                    "Held-out accuracy",
                    "In percent, " + RetrainCharts.HELD_OUT,
                    "heldOutAccuracy"),
                lines(
                    "Training accuracy",
                    "In percent, " + RetrainCharts.TRAINING,
                    "trainingAccuracy"),
                lines("Training loss", RetrainCharts.LOSS, "trainingLoss"),
                lines("Learning rate", RetrainCharts.RATE, "learningRate"))
            .withClass("charts"));
  }

  private static DomContent lines(String title, String note, String field) {
    return new Lines(
            title,
            note,
            List.of(field),
            List.of(title),
            "A curve for each run; the table of outcomes has where they end.")
        .html();
  }
}
