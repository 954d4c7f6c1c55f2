package org.fbnetspark.profile;

import java.util.Arrays;
import org.fbnetspark.domain.latency.LatencyRow;

/** Times of one network, in microseconds, and what they tell. Not thread-safe. */
final class Samples {

  /** Probability that the median lies outside of the interval, on each side. */
  private static final double TAIL = 0.025;

  private double[] micros = new double[64];
  private int count;

  /** Times that were taken elsewhere. */
  static Samples of(double[] micros) {
    Samples samples = new Samples();
    for (double sample : micros) {
      samples.add(sample);
    }
    return samples;
  }

  /** Adds a time. */
  void add(double sample) {
    if (count == micros.length) {
      micros = Arrays.copyOf(micros, 2 * count);
    }
    micros[count++] = sample;
  }

  /** Forgets the times after the first so many. */
  void truncate(int size) {
    count = Math.min(count, size);
  }

  int count() {
    return count;
  }

  /**
   * Median, percentiles and interval.
   *
   * @param intervalShare see {@link Protocol#intervalShare}
   */
  Measurement measurement(double intervalShare) {
    double[] sorted = Arrays.copyOf(micros, count);
    double median = median(sorted);
    int rank = intervalRank(count);
    double half = (sorted[count - Math.max(1, rank)] - sorted[Math.max(1, rank) - 1]) / 2;
    boolean steady = rank > 0 && half <= intervalShare * median;
    return new Measurement(
        median,
        new LatencyRow.Spread(
            percentile(sorted, 0.1), percentile(sorted, 0.9), half, count, steady));
  }

  /** The middle time, or the mean of the two middle ones. */
  double median() {
    return median(Arrays.copyOf(micros, count));
  }

  /** The middle value, or the mean of the two middle ones; the array is left sorted. */
  static double median(double[] values) {
    Arrays.sort(values);
    int n = values.length;
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  /**
   * Rank {@code d} such that the {@code d}-th smallest and the {@code d}-th largest of {@code n}
   * independent samples enclose the median of their distribution, whatever it is, with a
   * probability of at least 95 %:
   *
   * <pre>the largest d with P(Binomial(n, 1/2) &lt; d) &lt;= 0.025</pre>
   *
   * <p>0 where there is none, that is, below six samples.
   *
   * <p>Source: David and Nagaraja, Order Statistics, 3rd edition 2003, Section 7.1.
   */
  static int intervalRank(int n) {
    // Logarithms: 2^-n is too small for a double from 1075 samples on.
    double logTerm = -n * Math.log(2);
    double below = 0;
    int rank = 0;
    while (rank < n) {
      below += Math.exp(logTerm);
      if (below > TAIL) {
        return rank;
      }
      logTerm += Math.log((double) (n - rank) / (rank + 1));
      rank++;
    }
    return rank;
  }
}
