package org.fbnetspark.format.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.evaluation.Confusion;
import org.fbnetspark.domain.evaluation.Evaluation;
import org.fbnetspark.domain.evaluation.EvaluationRecord;
import org.fbnetspark.domain.evaluation.WilsonInterval;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.json.JsonFields;

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

  private static final String FORMAT = "fbnet-spark/evaluation";
  private static final int VERSION = 1;
  private static final int MOST_CLASSES = 5_000;

  private EvaluationJson() {}

  /**
   * The text of the file.
   *
   * @param classes names in the order of the scores
   */
  public static String text(
      Evaluation evaluation, String model, String data, List<String> classes) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", FORMAT).put("version", VERSION);
    document.put("model", model).put("data", data);
    figures(document, evaluation);
    ArrayNode each = document.putArray("classes");
    Confusion confusion = evaluation.confusion();
    for (int c = 0; c < confusion.classes(); c++) {
      ObjectNode one = each.addObject().put("name", classes.get(c));
      one.put("examples", confusion.examples(c));
      if (confusion.examples(c) > 0) {
        one.put("accuracy", confusion.accuracy(c));
      }
    }
    counts(document.putArray("confusion"), confusion);
    return Json.pretty(document);
  }

  /** Adds a list of counts for each label. */
  public static void counts(ArrayNode rows, Confusion confusion) {
    for (int label = 0; label < confusion.classes(); label++) {
      ArrayNode row = rows.addArray();
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        row.add(confusion.of(label, predicted));
      }
    }
  }

  /**
   * Reads the bytes of a file.
   *
   * @param path the file, for messages
   * @throws FormatException naming the field
   */
  public static EvaluationRecord read(byte[] bytes, String path) throws FormatException {
    JsonFields file = JsonFields.ofFile(bytes, path, FORMAT, VERSION);
    int classes = file.size("classes", MOST_CLASSES);
    List<String> names = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      names.add(file.element("classes", c).text("name"));
    }
    Confusion confusion = file.confusion("confusion", classes);
    requireEqual(file, "examples", confusion.examples());
    requireEqual(file, "correct", confusion.correct());
    return new EvaluationRecord(
        file.text("data"),
        names,
        confusion,
        file.has("top5") ? Optional.of(file.object("top5").share("accuracy")) : Optional.empty(),
        file.amount("loss"),
        file.share("calibrationError"));
  }

  private static void requireEqual(JsonFields file, String name, long counted)
      throws FormatException {
    long found = file.whole(name, 0, Long.MAX_VALUE);
    if (found != counted) {
      throw file.refuse(name, "must be " + counted + " by the confusion, but was " + found);
    }
  }

  /** The figures that need no names of classes. */
  public static void figures(ObjectNode node, Evaluation evaluation) {
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
