package org.fbnetspark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.fbnetspark.domain.evaluation.Confusion;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.evaluation.WilsonInterval;

/** How well a network does, for a person. */
public final class EvaluationText {

  private static final int MOST_CLASSES = 20;

  private EvaluationText() {}

  /**
   * The figures as lines.
   *
   * @param classes names in the order of the scores
   */
  public static List<String> lines(Evaluation evaluation, List<String> classes) {
    List<String> lines = new ArrayList<>();
    lines.add(share("top-1", evaluation.correct(), evaluation.examples()));
    if (evaluation.classes() > Evaluation.TOP) {
      lines.add(share("top-5", evaluation.amongTop(), evaluation.examples()));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "loss           %.4f, calibration error %.2f %%",
            evaluation.meanLoss(),
            100 * evaluation.calibrationError()));
    Confusion confusion = evaluation.confusion();
    for (int c = 0; confusion.classes() <= MOST_CLASSES && c < confusion.classes(); c++) {
      String otherwise =
          confusion.mistaken(c)
              ? ", mostly taken for " + classes.get(confusion.mostlyTakenFor(c)) + " otherwise"
              : "";
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-12s %6.2f %% of %,d%s",
              classes.get(c),
              100 * confusion.accuracy(c),
              confusion.examples(c),
              otherwise));
    }
    return lines;
  }

  private static String share(String name, long successes, long trials) {
    WilsonInterval interval = WilsonInterval.of(successes, trials);
    return String.format(
        Locale.ROOT,
        "%-14s %.2f %% of %,d test images (95 %% between %.2f and %.2f)",
        name,
        100.0 * successes / trials,
        trials,
        100 * interval.low(),
        100 * interval.high());
  }
}
