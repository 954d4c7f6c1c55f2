package org.fbnetspark.format.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.retrain.RetrainSummary;

/**
 * The file {@code summary.json} of a retraining, version 1.
 *
 * <pre>
 * format           "fbnet-spark/retrain-summary"
 * version          1
 * runDirectory     where everything was written
 * architecture     name of the network
 * macs, parameters
 * recipe           it was trained by
 * heldOut          epoch (from 0), examples and accuracy of the best network on what is held out
 * test             that network on the test examples: as in evaluation.json; absent without any
 * weightsSha256    of the last average weights as big-endian float32
 * imagesPerSecond  throughput of the process; absent where nothing was left to do
 * epochs, shards, seed
 * </pre>
 */
public final class RetrainSummaryJson {

  private RetrainSummaryJson() {}

  /** The bytes of the file. */
  public static byte[] write(RetrainSummary summary) {
    return text(summary).getBytes(StandardCharsets.UTF_8);
  }

  /** The text of the file. */
  public static String text(RetrainSummary summary) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", "fbnet-spark/retrain-summary").put("version", 1);
    document.put("runDirectory", summary.runDirectory());
    document.put("architecture", summary.architecture().name());
    document.put("macs", summary.architecture().macs());
    document.put("parameters", summary.architecture().parameters());
    document.put("recipe", summary.recipe());
    document
        .putObject("heldOut")
        .put("epoch", summary.best().epoch())
        .put("examples", summary.best().examples())
        .put("accuracy", summary.best().accuracy());
    summary.test().ifPresent(test -> EvaluationJson.figures(document.putObject("test"), test));
    document.put("weightsSha256", summary.weightsSha256());
    summary.imagesPerSecond().ifPresent(rate -> document.put("imagesPerSecond", rate));
    document.put("epochs", summary.epochs());
    document.put("shards", summary.shards());
    document.put("seed", summary.seed());
    return Json.pretty(document);
  }
}
