package org.fbnetspark.sink;

import java.util.Map;
import java.util.TreeMap;
import org.fbnetspark.retrain.RetrainReport;
import org.fbnetspark.search.EpochReport;

/**
 * Names the metrics of an epoch. A name before a slash is what TensorBoard and MLflow group charts
 * by; losses are cross-entropies in nats, accuracies are shares.
 */
public final class EpochMetrics {

  private EpochMetrics() {}

  /**
   * Of a search. {@code theta/loss} is the hardware-aware one; costs are in the cost table's unit.
   */
  public static Map<String, Double> of(EpochReport report) {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("weights/loss", report.weights().meanLoss());
    metrics.put("weights/accuracy", report.weights().accuracy());
    metrics.put("theta/entropy", report.entropy());
    report
        .theta()
        .ifPresent(
            theta -> {
              metrics.put("theta/loss", theta.loss());
              metrics.put("theta/cross-entropy", theta.tally().meanLoss());
              metrics.put("theta/accuracy", theta.tally().accuracy());
            });
    metrics.put("cost/expected", report.expectedCost());
    report.target().ifPresent(target -> metrics.put("cost/target", target.cost()));
    metrics.put("temperature", report.temperature());
    metrics.put("learning-rate", report.learningRate());
    metrics.put("images-per-second", report.imagesPerSecond());
    metrics.put("seconds", report.seconds());
    return metrics;
  }

  /** Of a retraining. */
  public static Map<String, Double> of(RetrainReport report) {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("train/loss", report.trained().meanLoss());
    metrics.put("train/accuracy", report.trained().accuracy());
    metrics.put("held-out/loss", report.heldOut().meanLoss());
    metrics.put("held-out/accuracy", report.heldOut().accuracy());
    metrics.put("learning-rate", report.learningRate());
    metrics.put("images-per-second", report.trained().imagesPerSecond());
    metrics.put("seconds", report.seconds());
    return metrics;
  }
}
