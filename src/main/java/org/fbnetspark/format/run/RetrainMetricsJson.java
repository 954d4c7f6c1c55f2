package org.fbnetspark.format.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.JsonFields;
import org.fbnetspark.retrain.RetrainEpoch;
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

  /**
   * Reads the bytes of a whole file. Fields of later releases are passed over.
   *
   * @param path the file, for messages
   * @throws FormatException naming the line that is damaged or out of order and, where it is JSON,
   *     the field
   */
  public static List<RetrainEpoch> read(byte[] bytes, String path) throws FormatException {
    List<RetrainEpoch> epochs = new ArrayList<>();
    for (JsonFields line : EpochLines.of(bytes, path)) {
      epochs.add(
          new RetrainEpoch(
              EpochLines.epoch(line),
              line.object("train").amount("loss"),
              line.object("train").share("accuracy"),
              line.object("heldOut").share("accuracy"),
              line.amount("learningRate"),
              line.truth("best"),
              line.amount("imagesPerSecond"),
              line.amount("seconds")));
    }
    return epochs;
  }
}
