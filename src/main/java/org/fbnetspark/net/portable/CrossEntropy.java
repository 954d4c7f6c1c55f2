package org.fbnetspark.net.portable;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mean cross-entropy of the softmax of class scores (natural logarithm).
 *
 * @param meanLoss {@code mean over examples of log(sum of exp(score)) - score of the label}
 * @param correct examples whose highest score, the first one among equals, is at their label
 * @param scoreGradient {@code (softmax - one at the label) / examples}, in the shape of the scores
 */
record CrossEntropy(double meanLoss, int correct, INDArray scoreGradient) {

  /** Compares scores {@code [example, 1, 1, class]} with the class of each example. */
  static CrossEntropy of(INDArray scores, int[] labels) {
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
      double labelScore = row[labels[n]];
      double total = 0;
      for (int c = 0; c < row.length; c++) {
        row[c] = Math.exp(row[c] - highest);
        total += row[c];
      }
      loss += Math.log(total) + highest - labelScore;
      correct += best == labels[n] ? 1 : 0;
      for (int c = 0; c < row.length; c++) {
        row[c] = (row[c] / total - (c == labels[n] ? 1 : 0)) / rows.length;
      }
    }
    INDArray gradient =
        Nd4j.createFromArray(rows).castTo(scores.dataType()).reshape('c', scores.shape());
    return new CrossEntropy(loss / rows.length, correct, gradient);
  }
}
