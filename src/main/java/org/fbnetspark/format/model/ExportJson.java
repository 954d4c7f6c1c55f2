package org.fbnetspark.format.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.fbnetspark.domain.evaluation.ComparedModel;
import org.fbnetspark.domain.evaluation.ScoreDifference;
import org.fbnetspark.domain.export.ExportFigures;
import org.fbnetspark.domain.export.ExportSummary;
import org.fbnetspark.domain.export.ExportedFile;
import org.fbnetspark.domain.export.ModelLatency;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.run.EvaluationJson;

/**
 * The file {@code export.json}, version 1; written last, so a directory without one is no export.
 *
 * <pre>
 * format             "fbnet-spark/export"
 * version            1
 * directory          where everything was written
 * model              file that the network was read from
 * architecture       its name
 * macs, parameters
 * operatorSet        of the ONNX models
 * calibrationImages  training images behind model-int8.onnx; absent without it
 * files              each with name, bytes, sha256
 * figures            on the test images; absent where there were none
 *   data             name of the data set
 *   engine           the network on the engine that trained it, as in evaluation.json
 *   onnx, int8       model.onnx and model-int8.onnx on ONNX Runtime, each with
 *     ...            as in evaluation.json
 *     difference     from the engine's scores:
 *       examples     compared
 *       absolute     largest difference of two scores
 *       relative     that by the largest score
 *       disagreements  examples taken for another class than by the engine
 *       margins      of these, the largest first, 100 at most: what the engine's score of its class
 *                    is above its score of the other
 *   faithful         whether onnx's relative difference is at most 1e-4
 * latencies          of the models as a whole; empty where they were not timed
 *   file             of the model
 *   device, runtime, dtype, batch, threads
 *   medianMicros     of one run
 *   intervalMicros   half the width of the 95 % interval of the median
 * notes              what was left out, and why
 * versions           of what took part, by name
 * </pre>
 */
public final class ExportJson {

  private ExportJson() {}

  /** The bytes of the file. */
  public static byte[] write(ExportSummary summary) {
    return text(summary).getBytes(StandardCharsets.UTF_8);
  }

  /** The text of the file. */
  public static String text(ExportSummary summary) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", "fbnet-spark/export").put("version", 1);
    document.put("directory", summary.directory()).put("model", summary.model());
    document.put("architecture", summary.architecture().name());
    document.put("macs", summary.architecture().macs());
    document.put("parameters", summary.architecture().parameters());
    document.put("operatorSet", summary.operatorSet());
    if (summary.calibrationImages() > 0) {
      document.put("calibrationImages", summary.calibrationImages());
    }
    ArrayNode files = document.putArray("files");
    for (ExportedFile file : summary.files()) {
      ObjectNode node = files.addObject();
      node.put("name", file.name()).put("bytes", file.bytes()).put("sha256", file.sha256());
    }
    summary.figures().ifPresent(figures -> figures(document.putObject("figures"), figures));
    ArrayNode latencies = document.putArray("latencies");
    summary.latencies().forEach(latency -> latency(latencies.addObject(), latency));
    summary.notes().forEach(document.putArray("notes")::add);
    new TreeMap<>(summary.versions()).forEach(document.putObject("versions")::put);
    return Json.pretty(document);
  }

  private static void figures(ObjectNode node, ExportFigures figures) {
    node.put("data", figures.data());
    EvaluationJson.figures(node.putObject("engine"), figures.engine());
    compared(node.putObject("onnx"), figures.onnx());
    figures.int8().ifPresent(int8 -> compared(node.putObject("int8"), int8));
    node.put("faithful", figures.faithful());
  }

  private static void latency(ObjectNode node, ModelLatency latency) {
    LatencySetting setting = latency.setting();
    node.put("file", latency.file()).put("device", setting.device());
    node.put("runtime", setting.runtime()).put("dtype", setting.dtype());
    node.put("batch", setting.batch());
    setting.threads().ifPresent(threads -> node.put("threads", threads));
    node.put("medianMicros", latency.medianMicros());
    node.put("intervalMicros", latency.intervalMicros());
  }

  private static void compared(ObjectNode node, ComparedModel model) {
    EvaluationJson.figures(node, model.evaluation());
    ScoreDifference difference = model.difference();
    ObjectNode child = node.putObject("difference");
    child.put("examples", difference.examples());
    child.put("absolute", difference.absolute()).put("relative", difference.relative());
    child.put("disagreements", difference.disagreements());
    difference.margins().forEach(child.putArray("margins")::add);
  }
}
