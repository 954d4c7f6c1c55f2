package org.fbnetspark.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.search.EpochReport;

/**
 * A line of {@code metrics.jsonl}: one JSON object for each epoch.
 *
 * <pre>
 * epoch         counted from 0
 * weights       weight split: examples, loss (cross-entropy), accuracy, seconds
 * theta         theta split: the same and hardwareLoss; absent while theta is frozen
 * expectedCost  mean cost of the architectures that theta draws, in the unit of the search
 * target        cost that is wanted; absent without a target
 * targetWeight  nats of cross-entropy that one unit of cost is worth to the controller; likewise
 * temperature   of the gates
 * entropy       mean entropy of theta's choices, in nats
 * learningRate  of the weights
 * imagesPerSecond, slowestTaskSeconds
 * warnings      what looks unhealthy
 * </pre>
 *
 * <p>Accuracies are the supernet's under sampled gates, not those of any architecture.
 */
public final class MetricsJson {

  private MetricsJson() {}

  /** The line, without its end. */
  public static String line(EpochReport report) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("epoch", report.epoch());
    tally(line.putObject("weights"), report.weights());
    report
        .theta()
        .ifPresent(
            theta ->
                tally(line.putObject("theta"), theta.tally()).put("hardwareLoss", theta.loss()));
    line.put("expectedCost", report.expectedCost());
    report
        .target()
        .ifPresent(
            target -> line.put("target", target.cost()).put("targetWeight", target.weight()));
    line.put("temperature", report.temperature());
    line.put("entropy", report.entropy());
    line.put("learningRate", report.learningRate());
    line.put("imagesPerSecond", report.imagesPerSecond());
    line.put("slowestTaskSeconds", report.weights().slowestTaskSeconds());
    report.warnings().forEach(line.putArray("warnings")::add);
    return line.toString();
  }

  private static ObjectNode tally(ObjectNode node, Tally tally) {
    return node.put("examples", tally.examples())
        .put("loss", tally.meanLoss())
        .put("accuracy", tally.accuracy())
        .put("seconds", tally.seconds());
  }

  /**
   * The epoch of a line.
   *
   * @param path the file, for messages
   */
  public static int epoch(String line, String path) throws FormatException {
    JsonNode epoch = Json.parse(line.getBytes(StandardCharsets.UTF_8), path).path("epoch");
    if (!epoch.isInt()) {
      throw new FormatException(path, "epoch", "must be a whole number, but was " + epoch);
    }
    return epoch.intValue();
  }
}
