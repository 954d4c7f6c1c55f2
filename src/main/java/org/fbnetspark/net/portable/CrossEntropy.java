package org.fbnetspark.net.portable;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mean cross-entropy of the softmax of class scores (natural logarithm) with targets t: with a
 * smoothing s, {@code t = (1 - s) * one at the label + s / classes}.
 *
 * @param meanLoss {@code mean over examples of log(sum of exp(score)) - sum of t * score}
 * @param correct examples whose highest score, the first one among equals, is at their label
 * @param scoreGradient {@code (softmax - t) / examples}, in the shape of the scores
 */
record CrossEntropy(double meanLoss, int correct, INDArray scoreGradient) {

  /** Compares scores {@code [example, 1, 1, class]} with the class of each example. */
  static CrossEntropy of(INDArray scores, int[] labels, double smoothing) {
    double[][] rows = Matrix.rows(scores).toDoubleMatrix();
    double loss = 0;
    int correct = 0;
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
      loss += Math.log(total) + highest - wanted;
      correct += best == labels[n] ? 1 : 0;
      for (int c = 0; c < row.length; c++) {
        double target = smoothing / row.length + (c == labels[n] ? 1 - smoothing : 0);
        row[c] = (row[c] / total - target) / rows.length;
      }
    }
    INDArray gradient =
        Nd4j.createFromArray(rows).castTo(scores.dataType()).reshape('c', scores.shape());
    return new CrossEntropy(loss / rows.length, correct, gradient);
  }
}
