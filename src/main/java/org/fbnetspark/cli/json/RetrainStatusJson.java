package org.fbnetspark.cli.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.OptionalDouble;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.retrain.RetrainRecord;
import org.fbnetspark.retrain.RetrainStatus;

/**
 * How a retraining stands, as a JSON document for other programs.
 *
 * <pre>
 * run               its directory
 * network           what is trained
 * state             finished, running, or silent: nothing was written for longer than epochs take
 * epochsDone, epochs
 * lastWritten       when a file was last written, ISO 8601 in UTC
 * silentSeconds     since then
 * secondsPerEpoch   mean so far; null before the first epoch has ended, as the next
 * remainingSeconds  to the end of the last epoch
 * last              the last epoch that ended; null before: trainingLoss, trainingAccuracy,
 *                   heldOutAccuracy, imagesPerSecond
 * best              epoch (from 0) and heldOutAccuracy of the best network; null before
 * </pre>
 */
public final class RetrainStatusJson {

  private RetrainStatusJson() {}

  /** The document. */
  public static String of(RetrainStatus status) {
    RetrainRecord run = status.run();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("run", run.path().directory()).put("network", run.network().name());
    document.put("state", status.pulse().state().name().toLowerCase(Locale.ROOT));
    document.put("epochsDone", run.epochs().size());
    document.put("epochs", run.recipe().settings().epochs());
    document.put("lastWritten", status.pulse().lastWritten().toString());
    document.put("silentSeconds", status.pulse().silence().toSeconds());
    figure(document, "secondsPerEpoch", status.secondsPerEpoch());
    figure(document, "remainingSeconds", status.remainingSeconds());
    document.putNull("last").putNull("best");
    run.last()
        .ifPresent(
            last ->
                document
                    .putObject("last")
                    .put("trainingLoss", last.trainingLoss())
                    .put("trainingAccuracy", last.trainingAccuracy())
                    .put("heldOutAccuracy", last.heldOutAccuracy())
                    .put("imagesPerSecond", last.imagesPerSecond()));
    run.best()
        .ifPresent(
            best ->
                document
                    .putObject("best")
                    .put("epoch", best.epoch())
                    .put("heldOutAccuracy", best.heldOutAccuracy()));
    return Json.pretty(document);
  }

  private static void figure(ObjectNode node, String name, OptionalDouble figure) {
    node.put(name, figure.isPresent() ? (Double) figure.getAsDouble() : null);
  }
}
