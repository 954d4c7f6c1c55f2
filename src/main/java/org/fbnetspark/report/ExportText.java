package org.fbnetspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fbnetspark.domain.evaluation.ComparedModel;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.evaluation.ScoreDifference;
import org.fbnetspark.domain.evaluation.WilsonInterval;
import org.fbnetspark.domain.export.ExportFigures;
import org.fbnetspark.domain.export.ExportSummary;
import org.fbnetspark.domain.export.ExportedFile;
import org.fbnetspark.domain.export.ModelLatency;

/** An export, for a person. */
public final class ExportText {

  private ExportText() {}

  /** Figures and files as lines. */
  public static List<String> lines(ExportSummary summary) {
    List<String> lines = new ArrayList<>();
    summary.figures().ifPresent(figures -> figures(lines, figures));
    summary.latencies().forEach(latency -> lines.add(latency(latency)));
    for (ExportedFile file : summary.files()) {
      lines.add(String.format(Locale.ROOT, "%-18s %,11d bytes", file.name(), file.bytes()));
    }
    summary.notes().forEach(note -> lines.add("note: " + note));
    lines.add("exported to " + summary.directory());
    return lines;
  }

  private static void figures(List<String> lines, ExportFigures figures) {
    lines.add(accuracy("engine", figures.engine()));
    lines.add(accuracy("onnx", figures.onnx().evaluation()));
    lines.add(difference("onnx", figures.onnx()));
    figures
        .int8()
        .ifPresent(
            int8 -> {
              lines.add(accuracy("int8", int8.evaluation()));
              lines.add(difference("int8", int8));
            });
    if (!figures.faithful()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "WARNING: model.onnx differs from the network by more than rounding (%.0e of the"
                  + " largest score)",
              ExportFigures.ROUNDING));
    }
  }

  private static String latency(ModelLatency latency) {
    return String.format(
        Locale.ROOT,
        "%-18s %.3f ms (+- %.3f) on %s",
        latency.file(),
        latency.medianMicros() / 1000,
        latency.intervalMicros() / 1000,
        latency.setting());
  }

  private static String accuracy(String who, Evaluation evaluation) {
    WilsonInterval interval = evaluation.interval();
    return String.format(
        Locale.ROOT,
        "%-7s %.2f %%: %,d of %,d test images (95 %% between %.2f and %.2f)",
        who,
        100 * evaluation.accuracy(),
        evaluation.correct(),
        evaluation.examples(),
        100 * interval.low(),
        100 * interval.high());
  }

  private static String difference(String who, ComparedModel model) {
    ScoreDifference difference = model.difference();
    String margins =
        difference.disagreements() == 0
            ? ""
            : String.format(
                Locale.ROOT, ", whose margins are up to %.2g", difference.margins().get(0));
    return String.format(
        Locale.ROOT,
        "%-7s scores differ from the engine's by at most %.2g, %.2g of the largest; other classes"
            + " for %,d images%s",
        who,
        difference.absolute(),
        difference.relative(),
        difference.disagreements(),
        margins);
  }
}
