package org.fbnetspark.domain.evaluation;

import java.util.List;

/**
 * How much larger the accuracy of one network is than the mean accuracy of networks drawn at
 * random, with the interval in which it lies with 95 % confidence. From the {@link WilsonInterval}
 * (l1, u1) of the one's accuracy p1, over the examples, and the {@link StudentInterval} (l2, u2) of
 * the others' mean p2, over the networks:
 *
 * <pre>
 * low  = p1 - p2 - sqrt((p1 - l1)^2 + (u2 - p2)^2)
 * high = p1 - p2 + sqrt((u1 - p1)^2 + (p2 - l2)^2)
 * </pre>
 *
 * <p>All are judged by the same examples, which makes their accuracies rise and fall together: the
 * interval, which counts them as independent, is a little too wide and never too narrow for that.
 * It knows of one training of the one; what other seeds make of it takes other searches.
 *
 * <p>Sources: Newcombe 1998, Interval Estimation for the Difference between Independent
 * Proportions, method 10; Zou and Donner 2008, Construction of Confidence Limits about Effect
 * Measures, for the mean in place of a second proportion.
 *
 * @param difference of the accuracies, as a share of the examples
 * @param low lower end
 * @param high upper end
 */
public record MeanDifference(double difference, double low, double high) {

  /**
   * The difference of one network from others.
   *
   * @param accuracy share of correct examples of the one
   * @param examples that it was judged by
   * @param others accuracies of the others, at least two
   */
  public static MeanDifference of(double accuracy, long examples, List<Double> others) {
    WilsonInterval one = WilsonInterval.of(Math.round(accuracy * examples), examples);
    StudentInterval mean = StudentInterval.of(others);
    double difference = accuracy - mean.mean();
    return new MeanDifference(
        difference,
        difference - Math.hypot(accuracy - one.low(), mean.high() - mean.mean()),
        difference + Math.hypot(one.high() - accuracy, mean.mean() - mean.low()));
  }
}
