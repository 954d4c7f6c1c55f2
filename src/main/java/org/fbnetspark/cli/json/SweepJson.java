package org.fbnetspark.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.report.SweepView;

/**
 * How a sweep stands, as a JSON document for other programs:
 *
 * <pre>
 * sweep             its directory
 * finished          points whose outcome is written
 * remainingSeconds  until the epochs of all searches are over, by the time of those so far, without
 *                   what is retrained behind them; null where it is not known
 * failures          why points failed when the sweep was last run, by their names
 * warmUps           epochs that points share, those that have begun; each with
 *   name
 *   points          how many go on from them
 *   epochsDone, epochs
 * points            in order; each with
 *   name
 *   state           finished, running, failed, begun or not begun
 *   run             as {@link RunJson} tells how a run stands; null before it has begun
 * </pre>
 */
public final class SweepJson {

  private SweepJson() {}

  /**
   * The document.
   *
   * @throws FormatException where the outcome of a run is no JSON
   */
  public static String status(SweepView sweep) throws FormatException {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("sweep", sweep.path().directory());
    document.put("finished", sweep.finished());
    RunJson.figure(document, "remainingSeconds", sweep.remainingSeconds());
    ObjectNode failures = document.putObject("failures");
    sweep.failures().forEach(failures::put);
    ArrayNode warmUps = document.putArray("warmUps");
    for (SweepView.WarmUp warmUp : sweep.warmUps()) {
      ObjectNode node = warmUps.addObject().put("name", warmUp.name());
      node.put("points", warmUp.points());
      node.put("epochsDone", warmUp.run().epochsDone()).put("epochs", warmUp.epochs());
    }
    ArrayNode points = document.putArray("points");
    for (SweepView.Point point : sweep.points()) {
      ObjectNode node = points.addObject();
      node.put("name", point.name()).put("state", sweep.state(point));
      node.putNull("run");
      if (point.run().isPresent() && point.status().isPresent()) {
        RunJson.add(node.putObject("run"), point.run().get(), point.status().get());
      }
    }
    return Json.pretty(document);
  }
}
