package org.fbnetspark.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.fbnetspark.domain.evaluation.EvaluationRecord;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.run.EvaluationJson;
import org.fbnetspark.retrain.RetrainEpoch;
import org.fbnetspark.retrain.RetrainRecord;

/**
 * What the charts of a page of retrainings draw, as one line of JSON like that of {@link
 * ChartsJson}:
 *
 * <pre>
 * runs         each with
 *   name       last part of its directory
 *   epochs     counted from 1; the lists below have an element for each
 *   trainingLoss                        cross-entropy in nats
 *   trainingAccuracy, heldOutAccuracy   in percent
 *   learningRate, imagesPerSecond
 *   classes    names; absent in comparisons, before the end and for very many classes
 *   confusion  test images by class and what they were taken for; likewise
 * </pre>
 */
public final class RetrainChartsJson {

  private RetrainChartsJson() {}

  /** For the page of one run. */
  public static String of(RetrainRecord run) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ObjectNode node = document.putArray("runs").addObject();
    curves(node, run);
    run.test()
        .filter(EvaluationRecord::fitsPicture)
        .ifPresent(
            test -> {
              test.classes().forEach(node.putArray("classes")::add);
              EvaluationJson.counts(node.putArray("confusion"), test.confusion());
            });
    return Json.embedded(document);
  }

  /** For the page of several runs: their curves alone. */
  public static String of(List<RetrainRecord> runs) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray("runs");
    runs.forEach(run -> curves(list.addObject(), run));
    return Json.embedded(document);
  }

  private static void curves(ObjectNode node, RetrainRecord run) {
    node.put("name", run.path().name());
    List<RetrainEpoch> epochs = ChartFigures.thinned(run.epochs());
    ArrayNode numbers = node.putArray("epochs");
    epochs.forEach(epoch -> numbers.add(epoch.epoch() + 1));
    curve(node, "trainingLoss", epochs, RetrainEpoch::trainingLoss);
    curve(node, "trainingAccuracy", epochs, epoch -> 100 * epoch.trainingAccuracy());
    curve(node, "heldOutAccuracy", epochs, epoch -> 100 * epoch.heldOutAccuracy());
    curve(node, "learningRate", epochs, RetrainEpoch::learningRate);
    curve(node, "imagesPerSecond", epochs, RetrainEpoch::imagesPerSecond);
  }

  private static void curve(
      ObjectNode node,
      String name,
      List<RetrainEpoch> epochs,
      ToDoubleFunction<RetrainEpoch> figure) {
    ArrayNode list = node.putArray(name);
    epochs.forEach(epoch -> ChartFigures.add(list, Optional.of(figure.applyAsDouble(epoch))));
  }
}
