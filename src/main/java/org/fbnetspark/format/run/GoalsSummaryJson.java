package org.fbnetspark.format.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.search.GoalOutcome;
import org.fbnetspark.search.SearchSummary;

/**
 * The file {@code summary.json} of a search for several goals, version 1. It is written alone; what
 * is told of a goal is read from the summary in the goal's own folder.
 *
 * <pre>
 * format         "fbnet-spark/goals-summary"
 * version        1
 * runDirectory   where everything was written
 * space          name of the space
 * goals          in order, each as its own summary.json in goals/NAME/ has it: name, targetMet (absent
 *                without a target), costUnit, expectedCost, predictedCost, predictedLatencyMillis,
 *                measuredLatencyMillis (absent where it was not timed), heldOutAccuracy (absent where no
 *                finalist was retrained), macs, parameters, thetaSha256
 * weightsSha256  of the weights that all share
 * epochs, shards, seed
 * imagesPerSecond  of the process that ended the search; absent where it had nothing left to train
 * </pre>
 */
public final class GoalsSummaryJson {

  private static final String FORMAT = "fbnet-spark/goals-summary";
  private static final int VERSION = 1;

  private GoalsSummaryJson() {}

  /** The bytes of the file. */
  public static byte[] write(String runDirectory, List<GoalOutcome> goals) {
    return text(runDirectory, goals).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The document as text.
   *
   * @param goals at least one
   */
  public static String text(String runDirectory, List<GoalOutcome> goals) {
    SearchSummary shared = goals.get(0).summary();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", FORMAT).put("version", VERSION);
    document.put("runDirectory", runDirectory);
    document.put("space", shared.space());
    ArrayNode list = document.putArray("goals");
    goals.forEach(goal -> add(list.addObject().put("name", goal.name()), goal.summary()));
    document.put("weightsSha256", shared.weightsSha256());
    document.put("epochs", shared.epochs());
    document.put("shards", shared.shards());
    document.put("seed", shared.seed());
    shared.imagesPerSecond().ifPresent(pace -> document.put("imagesPerSecond", pace));
    return Json.pretty(document);
  }

  private static void add(ObjectNode node, SearchSummary summary) {
    if (summary.target().isPresent()) {
      node.put("targetMet", !summary.missed());
    }
    node.put("costUnit", summary.costKind().unit().symbol());
    node.put("expectedCost", summary.expectedCost());
    node.put("predictedCost", summary.predictedCost());
    node.put("predictedLatencyMillis", summary.predictedLatencyMillis());
    summary.measuredLatencyMillis().ifPresent(millis -> node.put("measuredLatencyMillis", millis));
    summary.heldOutAccuracy().ifPresent(share -> node.put("heldOutAccuracy", share));
    node.put("macs", summary.architecture().macs());
    node.put("parameters", summary.architecture().parameters());
    node.put("thetaSha256", summary.thetaSha256());
  }
}
