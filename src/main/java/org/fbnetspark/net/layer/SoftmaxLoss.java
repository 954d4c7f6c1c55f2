package org.fbnetspark.net.layer;

import org.fbnetspark.net.kernel.NativeFloats;

/** Mean cross-entropy of the softmax of class scores, and its gradient. */
public final class SoftmaxLoss {

  private final int classes;
  private final NativeFloats scores;
  private final NativeFloats gradient;
  private final float[] values;
  private double mean;
  private int correct;

  /**
   * Binds the loss.
   *
   * @param scores {@code [example][class]}
   * @param gradient of the mean loss with respect to the scores
   */
  public SoftmaxLoss(int batch, int classes, NativeFloats scores, NativeFloats gradient) {
    this.classes = classes;
    this.scores = scores;
    this.gradient = gradient;
    values = new float[batch * classes];
  }

  /** Computes the loss and its gradient. */
  public void run(int[] labels) {
    scores.get(values);
    double sum = 0;
    correct = 0;
    for (int example = 0; example < labels.length; example++) {
      sum += example(example * classes, labels[example], labels.length);
    }
    mean = sum / labels.length;
    gradient.put(values);
  }

  private double example(int start, int label, int batch) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = values[start + c] > values[start + best] ? c : best;
    }
    correct += best == label ? 1 : 0;
    double highest = values[start + best];
    double total = 0;
    for (int c = 0; c < classes; c++) {
      total += Math.exp(values[start + c] - highest);
    }
    double loss = Math.log(total) + highest - values[start + label];
    for (int c = 0; c < classes; c++) {
      double share = Math.exp(values[start + c] - highest) / total;
      values[start + c] = (float) ((share - (c == label ? 1 : 0)) / batch);
    }
    return loss;
  }

  /** The mean loss. */
  public double mean() {
    return mean;
  }

  /** Examples whose highest score is at their label. */
  public int correct() {
    return correct;
  }
}
