package org.fbnetspark.net.fused.layer;

import org.fbnetspark.net.fused.kernel.NativeFloats;

/**
 * Mean cross-entropy of the softmax of class scores with the labels, and its gradient. The labels
 * may be smoothed (Szegedy et al. 2016, arXiv 1512.00567, Section 7):
 *
 * <pre>target of class c = (1 - smoothing) * [c is the label] + smoothing / classes</pre>
 */
public final class SoftmaxLoss {

  private final int classes;
  private final NativeFloats scores;
  private final NativeFloats gradient;
  private final double weight;
  private final float[] values;
  private double mean;
  private int correct;

  /**
   * Binds the loss.
   *
   * @param scores {@code [example][class]}
   * @param gradient of the weighted mean loss with respect to the scores
   * @param weight of the loss
   */
  public SoftmaxLoss(
      int batch, int classes, NativeFloats scores, NativeFloats gradient, double weight) {
    this.classes = classes;
    this.scores = scores;
    this.gradient = gradient;
    this.weight = weight;
    values = new float[batch * classes];
  }

  /**
   * Computes the loss and its gradient.
   *
   * @param smoothing share of each target that all classes divide, 0 to below 1
   */
  public void run(int[] labels, double smoothing) {
    scores.get(values);
    double sum = 0;
    correct = 0;
    for (int example = 0; example < labels.length; example++) {
      sum += example(example * classes, labels[example], labels.length, smoothing);
    }
    mean = sum / labels.length;
    gradient.put(values);
  }

  private double example(int start, int label, int batch, double smoothing) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = values[start + c] > values[start + best] ? c : best;
    }
    correct += best == label ? 1 : 0;
    double highest = values[start + best];
    double total = 0;
    double scoreSum = 0;
    for (int c = 0; c < classes; c++) {
      total += Math.exp(values[start + c] - highest);
      scoreSum += values[start + c];
    }
    double wanted = (1 - smoothing) * values[start + label] + smoothing * (scoreSum / classes);
    double loss = Math.log(total) + highest - wanted;
    for (int c = 0; c < classes; c++) {
      double share = Math.exp(values[start + c] - highest) / total;
      double target = smoothing / classes + (c == label ? 1 - smoothing : 0);
      values[start + c] = (float) (weight * (share - target) / batch);
    }
    return loss;
  }

  /** The mean loss times the weight. */
  public double weighted() {
    return weight * mean;
  }

  /** Examples whose highest score is at their label. */
  public int correct() {
    return correct;
  }
}
