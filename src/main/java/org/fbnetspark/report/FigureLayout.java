package org.fbnetspark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.Figure;
import org.fbnetspark.domain.run.RunKind;
import org.fbnetspark.report.Chart.Curve;

/**
 * Which figures of an epoch stand where, for one kind of run.
 *
 * @param lines for the console and a status
 * @param charts for pages; those whose figures a run does not have are left out
 */
public record FigureLayout(List<FigureLine> lines, List<Chart> charts) {

  private static final String SUPERNET = "loss {%1$s/loss}, supernet accuracy {%1$s/accuracy}";

  private static final String OF_NO_ARCHITECTURE =
      "In percent, under the gates of the search. It is not the accuracy of any architecture: one has that"
          + " only after it was trained for itself.";

  private static final FigureLine THROUGHPUT =
      new FigureLine("throughput", "{" + Epoch.IMAGES_PER_SECOND + "}");

  /** Copies the lists. */
  public FigureLayout {
    lines = List.copyOf(lines);
    charts = List.copyOf(charts);
  }

  /** The layout of a kind. */
  public static FigureLayout of(RunKind kind) {
    return switch (kind) {
      case SEARCH -> search();
      case RETRAIN -> retraining();
    };
  }

  /** The words about a whole epoch, by the labels of their lines. */
  public Map<String, String> told(Epoch epoch) {
    Map<String, String> told = new LinkedHashMap<>();
    for (FigureLine line : lines) {
      line.of(epoch.figures())
          .or(line::otherwise)
          .ifPresent(words -> told.put(line.label(), words));
    }
    return told;
  }

  /** The same about figures that are not all that an epoch has. */
  public Map<String, String> told(List<Figure> figures) {
    Map<String, String> told = new LinkedHashMap<>();
    lines.forEach(line -> line.of(figures).ifPresent(words -> told.put(line.label(), words)));
    return told;
  }

  private static FigureLayout search() {
    List<FigureLine> lines = new ArrayList<>();
    lines.add(new FigureLine("weight split", String.format(Locale.ROOT, SUPERNET, "weights")));
    lines.add(
        new FigureLine(
            "theta split",
            List.of(String.format(Locale.ROOT, SUPERNET, "theta")),
            Optional.of("not seen, theta stands still")));
    Stream.of(CostKind.values()).map(CostKind::key).map(FigureLayout::cost).forEach(lines::add);
    lines.add(new FigureLine("theta", "entropy {theta/entropy}, temperature {temperature}"));
    lines.add(THROUGHPUT);
    List<Chart> charts = new ArrayList<>();
    charts.add(
        new Chart(
            "Loss of the supernet",
            "Mean cross-entropy in nats, under the gates of the search.",
            new Curve("weight split", "weights/loss"),
            new Curve("theta split", "theta/loss")));
    charts.add(
        new Chart(
            "Accuracy of the supernet",
            OF_NO_ARCHITECTURE,
            new Curve("weight split", "weights/accuracy"),
            new Curve("theta split", "theta/accuracy")));
    charts.add(costChart("Expected latency, ms", CostKind.LATENCY));
    charts.add(costChart("Expected MACs", CostKind.MACS));
    charts.add(costChart("Expected weights", CostKind.PARAMETERS));
    charts.add(
        Chart.of(
            "Entropy of theta",
            "Mean over its choices, in nats: 0 where all is decided.",
            "theta/entropy"));
    charts.add(
        Chart.of(
            "Temperature of the gates",
            "The lower, the nearer a drawn gate is to 0 or 1; 1 where nothing is annealed.",
            "temperature"));
    return new FigureLayout(lines, charts);
  }

  private static FigureLine cost(String kind) {
    String expected = "{" + kind + "/expected";
    return new FigureLine(
        "E[" + kind + "]",
        expected + "}",
        ", target {" + kind + "/target} (" + expected + ":" + kind + "/target})",
        ", at most {" + kind + "/limit} (" + expected + ":" + kind + "/limit})");
  }

  private static Chart costChart(String title, CostKind kind) {
    return new Chart(
        title,
        "Mean over the architectures that theta draws; dotted, what it is led to.",
        new Curve("expected", kind.key() + "/expected"),
        new Curve("target", kind.key() + "/target", true),
        new Curve("limit", kind.key() + "/limit", true));
  }

  private static FigureLayout retraining() {
    return new FigureLayout(
        List.of(
            new FigureLine("training", "loss {train/loss}, accuracy {train/accuracy}"),
            new FigureLine(
                "held out", "{held-out/accuracy} (95 %: {held-out/low} to {held-out/high})"),
            new FigureLine("best", "{held-out/best-accuracy} in epoch {held-out/best-epoch}"),
            THROUGHPUT),
        List.of(
            new Chart(
                "Accuracy",
                "In percent. Training: of augmented images, while the network learns from them."
                    + " Held out: of the network as it is used, on images that it does not learn"
                    + " from.",
                new Curve("held out", "held-out/accuracy"),
                new Curve("training", "train/accuracy")),
            Chart.of(
                "Training loss",
                "Mean cross-entropy in nats, of augmented images and smoothed labels.",
                "train/loss"),
            Chart.of("Learning rate", "At the end of each epoch.", "learning-rate"),
            Chart.of(
                "Images a second",
                "Of the training alone, without judging.",
                Epoch.IMAGES_PER_SECOND)));
  }
}
