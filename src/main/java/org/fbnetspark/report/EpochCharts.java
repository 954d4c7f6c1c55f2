package org.fbnetspark.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.p;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.report.Charts.Lines;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.RunRecord;

/** How one search went, epoch by epoch. */
final class EpochCharts {

  private static final List<String> SPLITS = List.of("weight split", "theta split");

  private EpochCharts() {}

  static Section of(RunRecord run) {
    if (run.epochs().isEmpty()) {
      return new Section("epochs", "Epochs", p("No epoch has ended yet."));
    }
    CostKind kind = run.costs().kind();
    String costs = kind == CostKind.LATENCY ? "Expected latency" : "Expected " + kind.unit();
    List<DomContent> charts = new ArrayList<>();
    charts.add(
        new Lines(
                "Loss of the supernet",
                "Mean cross-entropy in nats, under sampled gates.",
                List.of("weightLoss", "thetaLoss"),
                SPLITS,
                splits(run, tally -> Figures.decimals(tally.meanLoss(), 3)))
            .html());
    charts.add(
        new Lines(
                "Accuracy of the supernet",
                "In percent, under sampled gates. It is not the accuracy of any architecture: one"
                    + " has that only after it was trained for itself.",
                List.of("weightAccuracy", "thetaAccuracy"),
                SPLITS,
                splits(run, tally -> Figures.percent(tally.accuracy())))
            .html());
    charts.add(
        new Lines(
                costs,
                "Mean over the architectures that theta draws"
                    + (kind == CostKind.LATENCY ? ", in ms" : "")
                    + (run.settings().target().isPresent() ? ", and the target." : "."),
                List.of("expected"),
                List.of("expected"),
                course(run, epoch -> kind.text(epoch.expectedCost())))
            .htmlOfCosts(kind == CostKind.LATENCY ? "ms" : kind.unit()));
    charts.add(
        new Lines(
                "Entropy of theta",
                "Mean over its choices, in nats: 0 where all is decided.",
                List.of("entropy"),
                List.of("entropy"),
                course(run, epoch -> Figures.decimals(epoch.entropy(), 3)))
            .html());
    charts.add(
        new Lines(
                "Temperature of the gates",
                "Of the Gumbel softmax: the lower, the nearer a gate is to 0 or 1.",
                List.of("temperature"),
                List.of("temperature"),
                course(run, epoch -> Figures.decimals(epoch.temperature(), 3)))
            .html());
    return new Section(
        "epochs",
        "Epochs",
        div().with(charts).withClass("charts"),
        Charts.folded("Every epoch in figures", table(run)));
  }

  private static String splits(RunRecord run, Function<Tally, String> figure) {
    String weights = "Weight split: " + course(run, epoch -> figure.apply(epoch.weights()));
    List<EpochReport> thetas = run.epochs().stream().filter(e -> e.theta().isPresent()).toList();
    return thetas.isEmpty()
        ? weights
        : weights
            + " Theta split: "
            + course(thetas, epoch -> figure.apply(epoch.theta().orElseThrow().tally()));
  }

  private static String course(RunRecord run, Function<EpochReport, String> figure) {
    return course(run.epochs(), figure);
  }

  private static String course(List<EpochReport> epochs, Function<EpochReport, String> figure) {
    return Charts.course(epochs, EpochReport::epoch, figure);
  }

  private static DomContent table(RunRecord run) {
    CostKind kind = run.costs().kind();
    List<List<String>> rows = new ArrayList<>();
    for (EpochReport epoch : run.epochs()) {
      Optional<EpochReport.ThetaFigures> theta = epoch.theta();
      rows.add(
          List.of(
              String.valueOf(epoch.epoch() + 1),
              Figures.decimals(epoch.weights().meanLoss(), 4),
              Figures.percent(epoch.weights().accuracy()),
              theta.map(t -> Figures.decimals(t.tally().meanLoss(), 4)).orElse(Figures.UNKNOWN),
              theta.map(t -> Figures.percent(t.tally().accuracy())).orElse(Figures.UNKNOWN),
              theta.map(t -> Figures.decimals(t.loss(), 4)).orElse(Figures.UNKNOWN),
              kind.text(epoch.expectedCost()),
              epoch.target().map(t -> kind.text(t.cost())).orElse(Figures.UNKNOWN),
              Figures.decimals(epoch.temperature(), 3),
              Figures.decimals(epoch.entropy(), 3),
              Figures.count(epoch.imagesPerSecond()),
              Figures.duration(epoch.seconds())));
    }
    return new HtmlTable(
            "Every epoch; losses and accuracies are the supernet's",
            List.of(
                "epoch",
                "weight loss",
                "weight accuracy",
                "theta loss",
                "theta accuracy",
                "hardware-aware loss",
                "expected cost",
                "target",
                "temperature",
                "entropy",
                "images/s",
                "time"),
            Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            rows)
        .html();
  }
}
