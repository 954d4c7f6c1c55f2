package org.fbnetspark.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.evaluation.Confusion;
import org.fbnetspark.domain.evaluation.EvaluationRecord;
import org.fbnetspark.domain.evaluation.WilsonInterval;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.retrain.RetrainEpoch;
import org.fbnetspark.retrain.RetrainRecord;

/**
 * Several retrainings side by side, as a JSON document for other programs: {@code runs}, each with
 *
 * <pre>
 * run                       its directory
 * finished                  whether the outcome is written
 * network, macs, parameters
 * recipe                    it is trained by
 * seed, epochsDone, epochs
 * bestEpoch                 from 0; null before an epoch ended, as the next
 * heldOutAccuracy           of the best network
 * imagesPerSecond           of the last epoch; likewise
 * testAccuracy, testLow, testHigh, calibrationError
 *                           the best network on the test examples, with its 95 % Wilson interval;
 *                           null before the end and without test examples
 * </pre>
 */
public final class RetrainComparisonJson {

  private RetrainComparisonJson() {}

  /** The document. */
  public static String of(List<RetrainRecord> runs) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray("runs");
    runs.forEach(run -> add(list.addObject(), run));
    return Json.pretty(document);
  }

  private static void add(ObjectNode node, RetrainRecord run) {
    Optional<RetrainEpoch> best = run.best();
    Optional<Confusion> test = run.test().map(EvaluationRecord::confusion);
    node.put("run", run.path().directory());
    node.put("finished", run.finished());
    node.put("network", run.network().name());
    node.put("macs", run.network().macs());
    node.put("parameters", run.network().parameters());
    node.put("recipe", run.recipe().name());
    node.put("seed", run.recipe().settings().seed());
    node.put("epochsDone", run.epochs().size());
    node.put("epochs", run.recipe().settings().epochs());
    node.put("bestEpoch", best.map(RetrainEpoch::epoch).orElse(null));
    node.put("heldOutAccuracy", best.map(RetrainEpoch::heldOutAccuracy).orElse(null));
    node.put("imagesPerSecond", run.last().map(RetrainEpoch::imagesPerSecond).orElse(null));
    node.put("testAccuracy", test.map(Confusion::accuracy).orElse(null));
    node.put("testLow", test.map(Confusion::interval).map(WilsonInterval::low).orElse(null));
    node.put("testHigh", test.map(Confusion::interval).map(WilsonInterval::high).orElse(null));
    node.put("calibrationError", run.test().map(EvaluationRecord::calibrationError).orElse(null));
  }
}
