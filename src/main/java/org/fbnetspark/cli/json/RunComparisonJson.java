package org.fbnetspark.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.RunRecord;
import org.fbnetspark.search.SearchSummary;
import org.fbnetspark.search.Target;

/**
 * Several runs side by side, as a JSON document for other programs: {@code runs}, each with
 *
 * <pre>
 * run                     its directory
 * finished                whether the outcome is written
 * seed, epochsDone, epochs
 * costUnit                us, MACs or weights
 * target                  in costUnit; null without one
 * expectedCost            mean over the architectures that theta draws; null before an epoch ended
 * supernetLoss, supernetAccuracy
 *                         of the last epoch's weight split under sampled gates, not of any
 *                         architecture; likewise
 * imagesPerSecond         of the last epoch; likewise
 * name, architecture (op codes of the open choices), macs, parameters, predictedCost,
 * predictedLatencyMillis, latencyDevice
 *                         null before the outcome is written
 * measuredLatencyMillis   null where the network was not timed
 * targetMet               whether its architecture meets the target; null without one
 * heldOutAccuracy         null where no finalist was retrained
 * baselineAccuracies      of architectures drawn at random; empty where there are none
 * </pre>
 */
public final class RunComparisonJson {

  private RunComparisonJson() {}

  /** The document. */
  public static String of(List<RunRecord> runs) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray("runs");
    runs.forEach(run -> add(list.addObject(), run));
    return Json.pretty(document);
  }

  private static void add(ObjectNode node, RunRecord run) {
    Optional<EpochReport> last = run.lastEpoch();
    Optional<SearchSummary> summary = run.summary();
    node.put("run", run.directory());
    node.put("finished", summary.isPresent());
    node.put("seed", run.settings().seed());
    node.put("epochsDone", run.epochsDone());
    node.put("epochs", run.settings().epochs());
    node.put("costUnit", run.costs().kind().unit());
    node.put("target", run.settings().target().map(Target::cost).orElse(null));
    node.put("expectedCost", last.map(EpochReport::expectedCost).orElse(null));
    node.put("supernetLoss", last.map(epoch -> epoch.weights().meanLoss()).orElse(null));
    node.put("supernetAccuracy", last.map(epoch -> epoch.weights().accuracy()).orElse(null));
    node.put("imagesPerSecond", last.map(EpochReport::imagesPerSecond).orElse(null));
    node.put("name", summary.map(s -> s.architecture().name()).orElse(null));
    if (summary.isPresent()) {
      summary.get().picks().forEach(node.putArray("architecture")::add);
    } else {
      node.putNull("architecture");
    }
    node.put("macs", summary.map(s -> s.architecture().macs()).orElse(null));
    node.put("parameters", summary.map(s -> s.architecture().parameters()).orElse(null));
    node.put("predictedCost", summary.map(SearchSummary::predictedCost).orElse(null));
    node.put(
        "predictedLatencyMillis", summary.map(SearchSummary::predictedLatencyMillis).orElse(null));
    node.put("latencyDevice", summary.map(SearchSummary::latencyDevice).orElse(null));
    node.put(
        "measuredLatencyMillis",
        summary.flatMap(SearchSummary::measuredLatencyMillis).orElse(null));
    node.put(
        "targetMet",
        summary.filter(s -> s.target().isPresent()).map(s -> !s.missed()).orElse(null));
    node.put("heldOutAccuracy", summary.flatMap(SearchSummary::heldOutAccuracy).orElse(null));
    ArrayNode baselines = node.putArray("baselineAccuracies");
    summary.ifPresent(s -> s.baselineAccuracies().forEach(baselines::add));
  }
}
