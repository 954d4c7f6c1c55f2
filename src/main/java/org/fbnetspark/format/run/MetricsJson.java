package org.fbnetspark.format.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fbnetspark.domain.cost.CostKind;
import org.fbnetspark.domain.train.Tally;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.JsonFields;
import org.fbnetspark.search.EpochReport;
import org.fbnetspark.search.EpochReport.ChoiceProbabilities;
import org.fbnetspark.search.EpochReport.LimitFigures;
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
 * limits        further costs that are not to be exceeded, by the name of their kind: most, expected
 *               and weight, as of a target; absent where there are none
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
  private static final long MOST_EXAMPLES = 1_000_000_000_000L;
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
    if (!report.limits().isEmpty()) {
      ObjectNode limits = line.putObject("limits");
      report
          .limits()
          .forEach(
              limit ->
                  limits
                      .putObject(name(limit.kind()))
                      .put("most", limit.most())
                      .put("expected", limit.expected())
                      .put("weight", limit.weight()));
    }
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
   * Reads the bytes of a whole file. Fields of later releases are passed over, and fields that
   * earlier ones did not write may be absent.
   *
   * @param path the file, for messages
   * @throws FormatException naming the line that is damaged or out of order and, where it is JSON,
   *     the field
   */
  public static List<EpochReport> read(byte[] bytes, String path) throws FormatException {
    List<EpochReport> reports = new ArrayList<>();
    for (JsonFields line : EpochLines.of(bytes, path)) {
      reports.add(report(line));
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
        EpochLines.epoch(line),
        tally(line.object("weights"), line.amount("slowestTaskSeconds")),
        theta,
        line.amount("expectedCost"),
        line.amount("temperature"),
        line.amount("entropy"),
        line.amount("learningRate"),
        line.has("target")
            ? Optional.of(new TargetFigures(line.amount("target"), line.number("targetWeight")))
            : Optional.empty(),
        line.has("limits") ? limits(line.object("limits")) : List.of(),
        line.has("probabilities") ? probabilities(line.object("probabilities")) : List.of(),
        line.texts("warnings", LARGEST_WARNINGS, LARGEST_WARNING));
  }

  private static Tally tally(JsonFields fields, double slowestTaskSeconds) throws FormatException {
    long examples = fields.whole("examples", 1, MOST_EXAMPLES);
    return new Tally(
        examples,
        fields.amount("loss") * examples,
        Math.round(fields.share("accuracy") * examples),
        fields.amount("seconds"),
        slowestTaskSeconds,
        List.of());
  }

  private static String name(CostKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static List<LimitFigures> limits(JsonFields limits) throws FormatException {
    List<LimitFigures> read = new ArrayList<>();
    for (CostKind kind : CostKind.values()) {
      if (limits.has(name(kind))) {
        JsonFields limit = limits.object(name(kind));
        read.add(
            new LimitFigures(
                kind, limit.amount("most"), limit.amount("expected"), limit.number("weight")));
      }
    }
    return read;
  }

  private static List<ChoiceProbabilities> probabilities(JsonFields choices)
      throws FormatException {
    List<ChoiceProbabilities> read = new ArrayList<>();
    for (String choice : choices.names()) {
      JsonFields candidates = choices.object(choice);
      List<Double> probabilities = new ArrayList<>();
      for (String candidate : candidates.names()) {
        probabilities.add(candidates.share(candidate));
      }
      read.add(new ChoiceProbabilities(choice, candidates.names(), probabilities));
    }
    return read;
  }
}
