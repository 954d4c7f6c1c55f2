package org.fbnetspark.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.retrain.RetrainReport;

/**
 * A line of a retraining's {@code metrics.jsonl}: one JSON object for each epoch.
 *
 * <pre>
 * epoch         counted from 0
 * train         examples, loss and accuracy under training: augmented images, smoothed labels
 * heldOut       examples, loss and accuracy of the network as it is used
 * learningRate  at the end of the epoch
 * best          whether no epoch before did better
 * imagesPerSecond, slowestTaskSeconds  of the training rounds
 * seconds       of the epoch, judging included
 * </pre>
 */
public final class RetrainMetricsJson {

  private RetrainMetricsJson() {}

  /** The line, without its end. */
  public static String line(RetrainReport report) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("epoch", report.epoch());
    Tally trained = report.trained();
    line.putObject("train")
        .put("examples", trained.examples())
        .put("loss", trained.meanLoss())
        .put("accuracy", trained.accuracy());
    line.putObject("heldOut")
        .put("examples", report.heldOut().examples())
        .put("loss", report.heldOut().meanLoss())
        .put("accuracy", report.heldOut().accuracy());
    line.put("learningRate", report.learningRate());
    line.put("best", report.best());
    line.put("imagesPerSecond", trained.imagesPerSecond());
    line.put("slowestTaskSeconds", trained.slowestTaskSeconds());
    line.put("seconds", report.seconds());
    return line.toString();
  }
}
