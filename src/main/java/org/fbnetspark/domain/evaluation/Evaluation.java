package org.fbnetspark.domain.evaluation;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Class scores against labels, as counts that can be added up. Parts added in one order give the
 * same bits whoever counted them.
 *
 * <p>Confidence is the softmax of the highest score; examples are put into {@value #BINS} bins of
 * equal width by it, for the calibration error of Guo et al. 2017 (arXiv 1706.04599, Equation 3).
 */
public final class Evaluation implements Serializable {

  /** Bins of confidence. */
  public static final int BINS = 15;

  /** Ranks that count as found in the looser accuracy. */
  public static final int TOP = 5;

  private static final long serialVersionUID = 1L;

  private final Confusion confusion;
  private final long[] binExamples = new long[BINS];
  private final long[] binCorrect = new long[BINS];
  private final double[] binConfidence = new double[BINS];
  private long amongTop;
  private double lossSum;

  /** Nothing counted yet. */
  public Evaluation(int classes) {
    this.confusion = new Confusion(classes);
  }

  /**
   * Counts one example.
   *
   * @param scores of all examples, {@code [example][class]}
   * @param start of this example's scores
   * @param label its class
   */
  public void add(float[] scores, int start, int label) {
    int classes = classes();
    int best = 0;
    int above = 0;
    for (int c = 0; c < classes; c++) {
      best = scores[start + c] > scores[start + best] ? c : best;
      boolean ahead =
          scores[start + c] > scores[start + label]
              || (c < label && scores[start + c] == scores[start + label]);
      above += ahead ? 1 : 0;
    }
    double highest = scores[start + best];
    double total = 0;
    for (int c = 0; c < classes; c++) {
      total += StrictMath.exp(scores[start + c] - highest);
    }
    double confidence = 1 / total;
    int bin = Math.min(BINS - 1, (int) (confidence * BINS));
    confusion.add(label, best, 1);
    amongTop += above < TOP ? 1 : 0;
    binExamples[bin]++;
    binCorrect[bin] += best == label ? 1 : 0;
    binConfidence[bin] += confidence;
    lossSum += StrictMath.log(total) + highest - scores[start + label];
  }

  /** Adds what another one has counted. */
  public void add(Evaluation other) {
    confusion.add(other.confusion);
    add(binExamples, other.binExamples);
    add(binCorrect, other.binCorrect);
    for (int i = 0; i < BINS; i++) {
      binConfidence[i] += other.binConfidence[i];
    }
    amongTop += other.amongTop;
    lossSum += other.lossSum;
  }

  private static void add(long[] counts, long[] more) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += more[i];
    }
  }

  /** Number of classes. */
  public int classes() {
    return confusion.classes();
  }

  /** What examples of each label were taken for: the highest score, the first one among equals. */
  public Confusion confusion() {
    return confusion;
  }

  /** Examples counted. */
  public long examples() {
    return confusion.examples();
  }

  /** Examples that were taken for what they are. */
  public long correct() {
    return confusion.correct();
  }

  /** Examples whose label is among the {@value #TOP} highest scores. */
  public long amongTop() {
    return amongTop;
  }

  /** Share of correct examples; NaN where nothing was counted. */
  public double accuracy() {
    return confusion.accuracy();
  }

  /** Share of examples whose label is among the {@value #TOP} highest scores. */
  public double topAccuracy() {
    return (double) amongTop / examples();
  }

  /** Where the accuracy on more examples of the kind would be. */
  public WilsonInterval interval() {
    return confusion.interval();
  }

  /** Mean cross-entropy, natural logarithm. */
  public double meanLoss() {
    return lossSum / examples();
  }

  /** Expected calibration error: mean over the examples of |accuracy - confidence| of their bin. */
  public double calibrationError() {
    double sum = 0;
    for (int i = 0; i < BINS; i++) {
      sum += Math.abs(binCorrect[i] - binConfidence[i]);
    }
    return sum / examples();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Evaluation that
        && amongTop == that.amongTop
        && lossSum == that.lossSum
        && confusion.equals(that.confusion)
        && Arrays.equals(binExamples, that.binExamples)
        && Arrays.equals(binCorrect, that.binCorrect)
        && Arrays.equals(binConfidence, that.binConfidence);
  }

  @Override
  public int hashCode() {
    return 31 * confusion.hashCode() + Double.hashCode(lossSum);
  }

  @Override
  public String toString() {
    return "Evaluation[" + correct() + " of " + examples() + " correct]";
  }
}
