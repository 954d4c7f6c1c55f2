package org.fbnetspark.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.evaluation.Evaluation;

/**
 * The file {@code export.json} beside exported networks, version 1.
 *
 * <pre>
 * format       "fbnet-spark/export"
 * version      1
 * model        file that was exported
 * release      of this project
 * operatorSet  of the ONNX models
 * files        SHA-256 by name
 * compared     absent without test examples:
 *   images               examples whose scores were compared one by one
 *   relativeDifference   largest difference of a score, as a share of the largest score
 *   otherAnswers         test examples that the engine and ONNX Runtime give to different classes
 *   engine, onnx, int8   figures on the test examples, as in evaluation.json; int8 may be absent
 * </pre>
 */
public final class ExportJson {

  /** Name of the file. */
  public static final String FILE = "export.json";

  private ExportJson() {}

  /**
   * How a network and what it was exported as compare.
   *
   * @param ours the network on the project's own engine
   * @param onnx the ONNX model in single precision
   * @param int8 the ONNX model in 8 bits, if there is one
   * @param otherAnswers examples that the first two give to different classes
   * @param compared examples whose scores were compared
   * @param relativeDifference largest difference of a score, as a share of the largest score
   */
  public record Figures(
      Evaluation ours,
      Evaluation onnx,
      Optional<Evaluation> int8,
      long otherAnswers,
      int compared,
      double relativeDifference) {}

  /**
   * The text of the file.
   *
   * @param files SHA-256 by name
   */
  public static String text(
      String model,
      String release,
      int operatorSet,
      Map<String, String> files,
      Optional<Figures> figures) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", "fbnet-spark/export").put("version", 1);
    document.put("model", model).put("release", release).put("operatorSet", operatorSet);
    ObjectNode hashes = document.putObject("files");
    files.forEach(hashes::put);
    figures.ifPresent(found -> compared(document.putObject("compared"), found));
    return Json.pretty(document);
  }

  private static void compared(ObjectNode node, Figures figures) {
    node.put("images", figures.compared());
    node.put("relativeDifference", figures.relativeDifference());
    node.put("otherAnswers", figures.otherAnswers());
    EvaluationJson.figures(node.putObject("engine"), figures.ours());
    EvaluationJson.figures(node.putObject("onnx"), figures.onnx());
    figures.int8().ifPresent(int8 -> EvaluationJson.figures(node.putObject("int8"), int8));
  }
}
