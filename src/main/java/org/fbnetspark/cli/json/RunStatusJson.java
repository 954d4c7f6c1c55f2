package org.fbnetspark.cli.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.RunCommands;
import org.fbnetspark.search.RunRecord;
import org.fbnetspark.search.RunStatus;

/**
 * How a run stands, as a JSON document for other programs.
 *
 * <pre>
 * run                 its directory
 * state               finished, running, or silent: nothing was written for longer than epochs take
 * epochsDone, epochs, warmupEpochs
 * lastWritten         when a file was last written, ISO 8601 in UTC
 * silentSeconds       since then
 * secondsPerEpoch     mean so far; null before the first epoch has ended, as the next two
 * remainingSeconds    to the end of the last epoch
 * remainingIsLeast    whether the theta phase, not yet timed, comes on top
 * last                the last epoch that ended; null before: imagesPerSecond, weightLoss,
 *                     thetaLoss, hardwareLoss (both null during warm-up), supernetAccuracy (of the
 *                     weight split, under sampled gates), expectedCost, target (null without one),
 *                     costUnit, temperature, entropy (nats)
 * warnings            of that epoch
 * targetMet           whether the architecture derived meets the target; null without one, and before
 * checkpointEpochs    epochs completed in the newest whole checkpoint; null where none is
 * resumable           whether the search can go on
 * notResumable        why its checkpoints cannot be used; null where they can
 * resumeCommand       that goes on with it; null where it cannot
 * </pre>
 */
public final class RunStatusJson {

  private RunStatusJson() {}

  /** The document. */
  public static String of(RunStatus status) {
    RunRecord run = status.run();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("run", run.directory());
    document.put("state", status.state().name().toLowerCase(Locale.ROOT));
    document.put("epochsDone", run.epochsDone());
    document.put("epochs", run.settings().epochs());
    document.put("warmupEpochs", run.settings().warmupEpochs());
    document.put("lastWritten", status.lastWritten().toString());
    document.put("silentSeconds", status.silence().toSeconds());
    figure(document, "secondsPerEpoch", status.secondsPerEpoch());
    figure(document, "remainingSeconds", status.remainingSeconds());
    document.put("remainingIsLeast", status.remainingIsLeast());
    Optional<EpochReport> last = run.lastEpoch();
    if (last.isPresent()) {
      last(document.putObject("last"), last.get(), run);
    } else {
      document.putNull("last");
    }
    status.warnings().forEach(document.putArray("warnings")::add);
    document.put(
        "targetMet",
        run.summary().filter(s -> s.target().isPresent()).map(s -> !s.missed()).orElse(null));
    document.put(
        "checkpointEpochs",
        status.checkpoint().isPresent() ? (Integer) status.checkpoint().getAsInt() : null);
    document.put("resumable", status.resumable());
    document.put("notResumable", status.notResumable().isEmpty() ? null : status.notResumable());
    document.put("resumeCommand", status.resumable() ? new RunCommands(run).resume() : null);
    return Json.pretty(document);
  }

  private static void last(ObjectNode node, EpochReport epoch, RunRecord run) {
    node.put("imagesPerSecond", epoch.imagesPerSecond());
    node.put("weightLoss", epoch.weights().meanLoss());
    node.put("thetaLoss", epoch.theta().map(theta -> theta.tally().meanLoss()).orElse(null));
    node.put("hardwareLoss", epoch.theta().map(EpochReport.ThetaFigures::loss).orElse(null));
    node.put("supernetAccuracy", epoch.weights().accuracy());
    node.put("expectedCost", epoch.expectedCost());
    node.put("target", epoch.target().map(EpochReport.TargetFigures::cost).orElse(null));
    node.put("costUnit", run.costs().kind().unit());
    ObjectNode limits = node.putObject("limits");
    for (EpochReport.LimitFigures limit : epoch.limits()) {
      limits
          .putObject(limit.kind().name().toLowerCase(Locale.ROOT))
          .put("most", limit.most())
          .put("expected", limit.expected());
    }
    node.put("temperature", epoch.temperature());
    node.put("entropy", epoch.entropy());
  }

  private static void figure(ObjectNode node, String name, OptionalDouble figure) {
    node.put(name, figure.isPresent() ? (Double) figure.getAsDouble() : null);
  }
}
