package org.fbnetspark.profile;

import java.util.Arrays;
import org.fbnetspark.domain.latency.LatencyRow;

/** Times of one network, in microseconds, and what they tell. Not thread-safe. */
final class Samples {

  /** Probability that the median lies outside of the interval, on each side. */
  private static final double TAIL = 0.025;

  /** Stretches that a long series is looked at in. */
  private static final int MOST_STRETCHES = 128;

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
   * Median, percentiles and interval, which is that of as many independent times as these are
   * worth.
   *
   * @param intervalShare see {@link Protocol#intervalShare}
   */
  Measurement measurement(double intervalShare) {
    double[] sorted = Arrays.copyOf(micros, count);
    double median = median(sorted);
    int worth = independent(median);
    double[] interval = interval(sorted, worth);
    double half = (interval[1] - interval[0]) / 2;
    boolean steady = intervalRank(worth) > 0 && half <= intervalShare * median;
    return new Measurement(
        median,
        new LatencyRow.Spread(
            percentile(sorted, 0.1), percentile(sorted, 0.9), half, count, steady));
  }

  /** The 95 % interval of the median, by its ends. */
  double[] interval() {
    double[] sorted = Arrays.copyOf(micros, count);
    return interval(sorted, independent(median(sorted)));
  }

  /** As above; that of fewer than six independent times is all of them. */
  private static double[] interval(double[] sorted, int worth) {
    int rank = Math.max(1, (int) ((long) intervalRank(worth) * sorted.length / worth));
    return new double[] {sorted[rank - 1], sorted[sorted.length - rank]};
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

  /**
   * How many independent times would tell as much about the median. Times in a row are alike, for
   * what slows a machine down lasts a while. Of the signs {@code s_i} of the times against the
   * median, 1/2, 0 or -1/2, with the variance {@code v}, the mean has the variance {@code v / n} if
   * they are independent, and in truth
   *
   * <pre>(-g_0 + 2 sum_m (g_2m + g_2m+1)) / k      while the pairs are above 0</pre>
   *
   * <p>with {@code g} the autocovariances of the means of the signs over {@code k} stretches.
   *
   * <p>Sources: Geyer, Practical Markov Chain Monte Carlo, Statistical Science 7 (1992), Section
   * 3.3, for the sum; Heidelberger and Lewis, Quantile Estimation in Dependent Sequences,
   * Operations Research 32 (1984), for quantiles by their signs.
   */
  int independent(double median) {
    int stretches = Math.min(count, MOST_STRETCHES);
    double[] means = new double[stretches];
    double variance = 0;
    for (int k = 0; k < stretches; k++) {
      int from = (int) ((long) k * count / stretches);
      int to = (int) ((long) (k + 1) * count / stretches);
      for (int i = from; i < to; i++) {
        double sign = Math.signum(micros[i] - median) / 2;
        means[k] += sign / (to - from);
        variance += sign * sign / count;
      }
    }
    double spread = -autocovariance(means, 0);
    double pair = autocovariance(means, 0) + autocovariance(means, 1);
    for (int lag = 2; pair > 0 && lag <= stretches; lag += 2) {
      spread += 2 * pair;
      pair = autocovariance(means, lag) + autocovariance(means, lag + 1);
    }
    double worth = variance * stretches / spread;
    return worth >= 1 && worth < count ? (int) worth : worth < 1 && worth > 0 ? 1 : count;
  }

  private static double autocovariance(double[] means, int lag) {
    double sum = 0;
    for (int i = lag; i < means.length; i++) {
      sum += means[i] * means[i - lag];
    }
    return sum / means.length;
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
