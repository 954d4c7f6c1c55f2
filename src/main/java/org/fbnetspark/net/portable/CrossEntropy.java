package org.fbnetspark.net.portable;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Cross-entropy of the softmax of class scores (natural logarithm) with targets t: with a smoothing
 * s, {@code t = (1 - s) * one at the label + s / classes}.
 *
 * @param losses {@code log(sum of exp(score)) - sum of t * score} of each example
 * @param correct of each example, whether its highest score, the first one among equals, is at its
 *     label
 * @param scoreGradient {@code share * (softmax - t) / examples}, in the shape of the scores
 */
record CrossEntropy(double[] losses, boolean[] correct, INDArray scoreGradient) {

  /**
   * Compares scores {@code [example, 1, 1, class]} with the class of each example.
   *
   * @param shares of each example's loss in what the gradient is of
   */
  static CrossEntropy of(INDArray scores, int[] labels, double smoothing, double[] shares) {
    double[][] rows = Matrix.rows(scores).toDoubleMatrix();
    double[] losses = new double[rows.length];
    boolean[] correct = new boolean[rows.length];
    for (int n = 0; n < rows.length; n++) {
      double[] row = rows[n];
      int best = 0;
      for (int c = 1; c < row.length; c++) {
        best = row[c] > row[best] ? c : best;
      }
      double highest = row[best];
      double wanted =
          (1 - smoothing) * row[labels[n]] + smoothing * Arrays.stream(row).average().orElseThrow();
      double total = 0;
      for (int c = 0; c < row.length; c++) {
        row[c] = Math.exp(row[c] - highest);
        total += row[c];
      }
      losses[n] = Math.log(total) + highest - wanted;
      correct[n] = best == labels[n];
      for (int c = 0; c < row.length; c++) {
        double target = smoothing / row.length + (c == labels[n] ? 1 - smoothing : 0);
        row[c] = shares[n] * ((row[c] / total - target) / rows.length);
      }
    }
    INDArray gradient =
        Nd4j.createFromArray(rows).castTo(scores.dataType()).reshape('c', scores.shape());
    return new CrossEntropy(losses, correct, gradient);
  }
}
