package org.fbnetspark.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.EpochReport.ChoiceProbabilities;
import org.fbnetspark.search.EpochReport.TargetFigures;
import org.fbnetspark.search.EpochReport.ThetaFigures;

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
 * probabilities theta's, by choice and op code, rounded to 4 decimals; absent in lines of older runs
 * warnings      what looks unhealthy
 * </pre>
 *
 * <p>Accuracies are the supernet's under sampled gates, not those of any architecture.
 */
public final class MetricsJson {

  private static final double DECIMALS = 10_000;
  private static final int LARGEST_EPOCHS = 1_000_000;
  private static final int LARGEST_WARNINGS = 1_000;
  private static final int LARGEST_WARNING = 100_000;

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
    ObjectNode choices = line.putObject("probabilities");
    report.probabilities().forEach(choice -> add(choices.putObject(choice.choice()), choice));
    report.warnings().forEach(line.putArray("warnings")::add);
    return line.toString();
  }

  private static void add(ObjectNode node, ChoiceProbabilities choice) {
    for (int i = 0; i < choice.candidates().size(); i++) {
      double rounded = Math.round(choice.probabilities().get(i) * DECIMALS) / DECIMALS;
      node.put(choice.candidates().get(i), rounded);
    }
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

  /**
   * Reads the bytes of a whole file. Fields of later releases are passed over, and fields that
   * earlier ones did not write may be absent.
   *
   * @param path the file, for messages
   * @throws FormatException naming the line and, where it is JSON, the field
   */
  public static List<EpochReport> read(byte[] bytes, String path) throws FormatException {
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    if (lines.size() > LARGEST_EPOCHS) {
      throw new FormatException(
          path, "line " + LARGEST_EPOCHS, "must be the last, for at most so many lines are read");
    }
    List<EpochReport> reports = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      reports.add(report(JsonFields.ofLine(lines.get(i), path, i + 1)));
    }
    return reports;
  }

  private static EpochReport report(JsonFields line) throws FormatException {
    Optional<ThetaFigures> theta = Optional.empty();
    if (line.has("theta")) {
      JsonFields fields = line.object("theta");
      theta = Optional.of(new ThetaFigures(tally(fields, 0), fields.number("hardwareLoss")));
    }
    return new EpochReport(
        (int) line.whole("epoch", 0, LARGEST_EPOCHS),
        tally(line.object("weights"), line.number("slowestTaskSeconds")),
        theta,
        line.number("expectedCost"),
        line.number("temperature"),
        line.number("entropy"),
        line.number("learningRate"),
        line.has("target")
            ? Optional.of(new TargetFigures(line.number("target"), line.number("targetWeight")))
            : Optional.empty(),
        line.has("probabilities") ? probabilities(line.object("probabilities")) : List.of(),
        line.texts("warnings", LARGEST_WARNINGS, LARGEST_WARNING));
  }

  private static Tally tally(JsonFields fields, double slowestTaskSeconds) throws FormatException {
    long examples = fields.whole("examples", 1, Long.MAX_VALUE);
    return new Tally(
        examples,
        fields.number("loss") * examples,
        Math.round(fields.number("accuracy") * examples),
        fields.number("seconds"),
        slowestTaskSeconds,
        List.of());
  }

  private static List<ChoiceProbabilities> probabilities(JsonFields choices)
      throws FormatException {
    List<ChoiceProbabilities> read = new ArrayList<>();
    for (String choice : choices.names()) {
      JsonFields candidates = choices.object(choice);
      List<Double> probabilities = new ArrayList<>();
      for (String candidate : candidates.names()) {
        probabilities.add(candidates.number(candidate));
      }
      read.add(new ChoiceProbabilities(choice, candidates.names(), probabilities));
    }
    return read;
  }
}
