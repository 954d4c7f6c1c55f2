package org.fbnetspark.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.evaluation.WilsonInterval;

/**
 * How well a network does, version 1: the file {@code evaluation.json}.
 *
 * <pre>
 * format            "fbnet-spark/evaluation"
 * version           1
 * model             file of the network
 * data              name of the data set
 * examples, correct
 * top1              share of correct examples, and low and high of its 95 % Wilson interval
 * top5              the same of labels among the five highest scores; absent for five classes or fewer
 * loss              mean cross-entropy, natural logarithm
 * calibrationError  expected calibration error over 15 bins of confidence
 * classes           for each: name, examples, accuracy (absent without examples)
 * confusion         [label][predicted] examples
 * </pre>
 */
public final class EvaluationJson {

  private EvaluationJson() {}

  /**
   * The text of the file.
   *
   * @param classes names in the order of the scores
   */
  public static String text(
      Evaluation evaluation, String model, String data, List<String> classes) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", "fbnet-spark/evaluation").put("version", 1);
    document.put("model", model).put("data", data);
    figures(document, evaluation);
    ArrayNode each = document.putArray("classes");
    for (int c = 0; c < evaluation.classes(); c++) {
      ObjectNode one = each.addObject().put("name", classes.get(c));
      one.put("examples", evaluation.examples(c));
      if (evaluation.examples(c) > 0) {
        one.put("accuracy", evaluation.accuracy(c));
      }
    }
    ArrayNode confusion = document.putArray("confusion");
    for (int label = 0; label < evaluation.classes(); label++) {
      ArrayNode row = confusion.addArray();
      for (int predicted = 0; predicted < evaluation.classes(); predicted++) {
        row.add(evaluation.confusion(label, predicted));
      }
    }
    return Json.pretty(document);
  }

  /** The figures that need no names of classes. */
  static void figures(ObjectNode node, Evaluation evaluation) {
    node.put("examples", evaluation.examples()).put("correct", evaluation.correct());
    share(node.putObject("top1"), evaluation.correct(), evaluation.examples());
    if (evaluation.classes() > Evaluation.TOP) {
      share(node.putObject("top5"), evaluation.amongTop(), evaluation.examples());
    }
    node.put("loss", evaluation.meanLoss());
    node.put("calibrationError", evaluation.calibrationError());
  }

  private static void share(ObjectNode node, long successes, long trials) {
    WilsonInterval interval = WilsonInterval.of(successes, trials);
    node.put("accuracy", (double) successes / trials);
    node.put("low", interval.low()).put("high", interval.high());
  }
}
