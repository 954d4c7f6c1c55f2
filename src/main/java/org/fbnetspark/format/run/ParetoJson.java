package org.fbnetspark.format.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.search.pareto.ParetoFront;
import org.fbnetspark.search.pareto.ParetoPoint;

/**
 * The file {@code pareto.json}, version 1: networks between cost and quality.
 *
 * <pre>
 * format               "fbnet-spark/pareto"
 * version              1
 * fronts               of networks that can be held against each other; each with
 *   cost               latency, macs or parameters
 *   unit               of the costs: us, MACs or weights
 *   device             whose latency it is; absent where the cost is no latency
 *   quality            accuracy (on what is held out, of networks trained for themselves) or
 *                      supernet-loss (cross-entropy of the supernet in nats, not that of a network)
 *   predicted          the front by predicted costs
 *     referenceCost, referenceQuality
 *                      bounds of the area: 1.1 times the greatest cost, and an accuracy of 0 or 1.1
 *                      times the greatest loss
 *     hypervolume      the area that the networks dominate, in the product of both units
 *     front            names of those that no other one dominates
 *   measured           likewise by measured costs; absent where there are none
 *   points             each with
 *     name, predicted, measured, accuracy, supernetLoss
 *                      the last three may be absent
 *     dominatedAsPredicted, dominatedAsMeasured
 *                      absent where it has no such cost or quality
 *     macs, parameters
 *     architecture     op codes of the blocks, from input to output
 *     run              path of its run directory, below the folder of this file
 * </pre>
 */
public final class ParetoJson {

  private ParetoJson() {}

  /** The text of the file. */
  public static String text(List<ParetoFront> fronts) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("format", "fbnet-spark/pareto").put("version", 1);
    ArrayNode list = document.putArray("fronts");
    for (ParetoFront front : fronts) {
      ObjectNode node = list.addObject();
      node.put("cost", front.kind().key());
      node.put("unit", front.kind().unit().symbol());
      if (!front.device().isEmpty()) {
        node.put("device", front.device());
      }
      node.put("quality", front.quality().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      judged(node.putObject("predicted"), front, front.predicted());
      front.measured().ifPresent(by -> judged(node.putObject("measured"), front, by));
      points(node.putArray("points"), front);
    }
    return Json.pretty(document);
  }

  private static void judged(ObjectNode node, ParetoFront front, ParetoFront.Judged by) {
    node.put("referenceCost", by.referenceCost());
    node.put("referenceQuality", by.referenceQuality());
    node.put("hypervolume", by.hypervolume());
    ArrayNode names = node.putArray("front");
    for (int i = 0; i < front.points().size(); i++) {
      if (by.dominated().get(i).filter(dominated -> !dominated).isPresent()) {
        names.add(front.points().get(i).name());
      }
    }
  }

  private static void points(ArrayNode list, ParetoFront front) {
    for (int i = 0; i < front.points().size(); i++) {
      int place = i;
      ParetoPoint point = front.points().get(i);
      ObjectNode node = list.addObject();
      node.put("name", point.name());
      node.put("predicted", point.predicted());
      put(node, "measured", point.measured());
      put(node, "accuracy", point.accuracy());
      put(node, "supernetLoss", point.supernetLoss());
      front
          .predicted()
          .dominated()
          .get(i)
          .ifPresent(dominated -> node.put("dominatedAsPredicted", dominated));
      front
          .measured()
          .flatMap(by -> by.dominated().get(place))
          .ifPresent(dominated -> node.put("dominatedAsMeasured", dominated));
      node.put("macs", point.architecture().macs());
      node.put("parameters", point.architecture().parameters());
      node.put("architecture", ParetoCsv.blocks(point.architecture()));
      node.put("run", point.run());
    }
  }

  private static void put(ObjectNode node, String name, Optional<Double> figure) {
    figure.ifPresent(value -> node.put(name, value));
  }
}
