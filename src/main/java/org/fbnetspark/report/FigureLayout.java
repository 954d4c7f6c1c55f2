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
import org.fbnetspark.domain.run.RunRecord;
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

  private static final String TEMPERATURE = "temperature";

  private static final FigureLine THROUGHPUT =
      new FigureLine("throughput", "{" + Epoch.IMAGES_PER_SECOND + "}");

  /** Copies the lists. */
  public FigureLayout {
    lines = List.copyOf(lines);
    charts = List.copyOf(charts);
  }

  /** The layout of a run. */
  public static FigureLayout of(RunRecord run) {
    return of(run.kind(), run.goals());
  }

  /**
   * The layout of a kind.
   *
   * @param goals of a search for several; none of any other run
   */
  public static FigureLayout of(RunKind kind, List<String> goals) {
    return switch (kind) {
      case SEARCH -> goals.isEmpty() ? search() : search(goals);
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
    List<FigureLine> lines = supernetLines();
    Stream.of(CostKind.values()).map(CostKind::key).map(FigureLayout::cost).forEach(lines::add);
    lines.add(
        new FigureLine(
            "theta",
            "entropy {theta/entropy}, temperature {temperature}",
            ", reward {theta/reward}"));
    lines.add(THROUGHPUT);
    List<Chart> charts = supernetCharts();
    for (CostKind kind : CostKind.values()) {
      charts.add(costChart(kind, curves("", kind)));
    }
    charts.add(
        rewards(
            List.of(new Curve("mean", "theta/reward"), new Curve("baseline", "theta/baseline"))));
    charts.add(entropy(List.of(new Curve("entropy", "theta/entropy"))));
    charts.add(temperature());
    return new FigureLayout(lines, charts);
  }

  /** Several goals: what each expects, beside its target. */
  private static FigureLayout search(List<String> goals) {
    List<FigureLine> lines = supernetLines();
    for (String goal : goals) {
      for (CostKind kind : CostKind.values()) {
        String cost = goal + "/" + kind.key();
        lines.add(
            new FigureLine(
                goal + " E[" + kind.key() + "]",
                "{" + cost + "/expected}",
                " ({" + cost + "/expected:" + cost + "/target})",
                " (at most {" + cost + "/limit})"));
      }
    }
    lines.add(new FigureLine(TEMPERATURE, "{" + TEMPERATURE + "}"));
    lines.add(THROUGHPUT);
    List<Chart> charts = supernetCharts();
    for (CostKind kind : CostKind.values()) {
      charts.add(costChart(kind, goals.stream().flatMap(g -> curves(g, kind).stream()).toList()));
    }
    charts.add(rewards(goals.stream().map(g -> new Curve(g, g + "/theta/reward")).toList()));
    charts.add(entropy(goals.stream().map(g -> new Curve(g, g + "/theta/entropy")).toList()));
    charts.add(temperature());
    return new FigureLayout(lines, charts);
  }

  private static List<FigureLine> supernetLines() {
    List<FigureLine> lines = new ArrayList<>();
    lines.add(new FigureLine("weight split", String.format(Locale.ROOT, SUPERNET, "weights")));
    lines.add(
        new FigureLine(
            "theta split",
            List.of(String.format(Locale.ROOT, SUPERNET, "theta")),
            Optional.of("not seen, theta stands still")));
    return lines;
  }

  private static List<Chart> supernetCharts() {
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
    return charts;
  }

  private static Chart rewards(List<Curve> curves) {
    return new Chart(
        "Reward of architectures",
        "Accuracy of those that theta draws, with the supernet's weights, times the share of their"
            + " cost; and what the next ones are held against.",
        curves);
  }

  private static Chart entropy(List<Curve> curves) {
    return new Chart(
        "Entropy of theta", "Mean over its choices, in nats: 0 where all is decided.", curves);
  }

  private static Chart temperature() {
    return Chart.of(
        "Temperature of the gates",
        "The lower, the nearer a drawn gate is to 0 or 1; 1 where nothing is annealed.",
        TEMPERATURE);
  }

  private static FigureLine cost(String kind) {
    String expected = "{" + kind + "/expected";
    return new FigureLine(
        "E[" + kind + "]",
        expected + "}",
        ", target {" + kind + "/target} (" + expected + ":" + kind + "/target})",
        ", at most {" + kind + "/limit} (" + expected + ":" + kind + "/limit})");
  }

  private static Chart costChart(CostKind kind, List<Curve> curves) {
    return new Chart(
        switch (kind) {
          case LATENCY -> "Expected latency, ms";
          case MACS -> "Expected MACs";
          case PARAMETERS -> "Expected weights";
        },
        "Mean over the architectures that theta draws; dotted, what it is led to.",
        curves);
  }

  /**
   * What a cost is expected to be, and what is wanted of it.
   *
   * @param goal whose it is; empty where there is one goal alone
   */
  private static List<Curve> curves(String goal, CostKind kind) {
    String cost = goal.isEmpty() ? kind.key() : goal + "/" + kind.key();
    String of = goal.isEmpty() ? "" : goal + ", ";
    return List.of(
        new Curve(of + "expected", cost + "/expected"),
        new Curve(of + "target", cost + "/target", true),
        new Curve(of + "limit", cost + "/limit", true));
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
