package org.fbnetspark.cli.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.domain.run.Epoch;
import org.fbnetspark.domain.run.RunPulse;
import org.fbnetspark.domain.run.RunRecord;
import org.fbnetspark.domain.run.RunStatus;
import org.fbnetspark.domain.run.Schedule;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.Json;
import org.fbnetspark.format.run.MetricsJson;
import org.fbnetspark.report.RunCommands;
import org.fbnetspark.report.RunView;

/**
 * Runs of any kind as JSON documents for other programs. A run is
 *
 * <pre>
 * run                 its directory
 * kind                search or retrain
 * finished            whether the outcome is written
 * network             name, macs and parameters of what is trained or was derived; null before
 * epochsDone, epochs
 * facts               of its manifest: seed, engine, versions and the like
 * last                the last epoch that ended; null before
 *   epoch             counted from 0
 *   figures, units    as in metrics.jsonl
 *   warnings          what looks unhealthy
 * outcome             its summary.json; null before the end
 * </pre>
 *
 * <p>Several side by side are {@code runs}, a list of them. How one stands is told by the same and
 *
 * <pre>
 * state               finished, running, or silent: nothing was written for longer than epochs take
 * phases              first epoch, counted from 0, of each phase of its epochs
 * lastWritten         when a file was last written, ISO 8601 in UTC
 * silentSeconds       since then
 * secondsPerEpoch     mean so far; null before the first epoch has ended, as the next two
 * remainingSeconds    to the end of the last epoch
 * remainingIsLeast    whether a phase that is not timed yet comes on top
 * checkpointEpochs    epochs completed in the newest whole checkpoint; null where none is
 * resumable           whether the run can go on
 * notResumable        why its checkpoints cannot be used; null where they can
 * resumeCommand       that goes on with it; null where it cannot
 * </pre>
 */
public final class RunJson {

  private RunJson() {}

  /**
   * Several runs side by side.
   *
   * @throws FormatException where the outcome of one is no JSON
   */
  public static String comparison(List<RunView> runs) throws FormatException {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode list = document.putArray("runs");
    for (RunView run : runs) {
      add(list.addObject(), run);
    }
    return Json.pretty(document);
  }

  /**
   * How a run stands.
   *
   * @param view of the same run
   * @throws FormatException where its outcome is no JSON
   */
  public static String status(RunView view, RunStatus status) throws FormatException {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    add(document, view, status);
    return Json.pretty(document);
  }

  /** Adds how a run stands. */
  static void add(ObjectNode document, RunView view, RunStatus status) throws FormatException {
    RunRecord run = status.run();
    RunPulse pulse = status.pulse();
    add(document, view);
    document.put("state", pulse.state().name().toLowerCase(Locale.ROOT));
    ObjectNode phases = document.putObject("phases");
    for (Schedule.Phase phase : run.schedule().phases()) {
      phases.put(phase.name(), phase.firstEpoch());
    }
    document.put("lastWritten", pulse.lastWritten().toString());
    document.put("silentSeconds", pulse.silence().toSeconds());
    figure(document, "secondsPerEpoch", status.secondsPerEpoch());
    figure(document, "remainingSeconds", status.remainingSeconds());
    document.put("remainingIsLeast", status.remainingIsLeast());
    document.put(
        "checkpointEpochs",
        status.checkpoint().isPresent() ? (Integer) status.checkpoint().getAsInt() : null);
    document.put("resumable", status.resumable());
    document.put("notResumable", status.notResumable().isEmpty() ? null : status.notResumable());
    document.put("resumeCommand", status.resumable() ? RunCommands.resume(run) : null);
  }

  private static void add(ObjectNode node, RunView view) throws FormatException {
    RunRecord run = view.run();
    node.put("run", run.path().directory());
    node.put("kind", run.kind().command());
    node.put("finished", run.finished());
    node.putNull("network");
    view.network()
        .ifPresent(
            network ->
                node.putObject("network")
                    .put("name", network.name())
                    .put("macs", network.macs())
                    .put("parameters", network.parameters()));
    node.put("epochsDone", run.epochsDone());
    node.put("epochs", run.schedule().epochs());
    run.facts().forEach(node.putObject("facts")::put);
    node.putNull("last");
    run.lastEpoch().ifPresent(epoch -> add(node.putObject("last"), epoch));
    node.putNull("outcome");
    Optional<String> outcome = run.outcome();
    if (outcome.isPresent()) {
      byte[] bytes = outcome.get().getBytes(StandardCharsets.UTF_8);
      node.set("outcome", Json.parse(bytes, run.path().file("summary.json")));
    }
  }

  private static void add(ObjectNode node, Epoch epoch) {
    node.put("epoch", epoch.number());
    MetricsJson.figures(node, epoch);
    epoch.warnings().forEach(node.putArray("warnings")::add);
  }

  static void figure(ObjectNode node, String name, OptionalDouble figure) {
    node.put(name, figure.isPresent() ? (Double) figure.getAsDouble() : null);
  }
}
