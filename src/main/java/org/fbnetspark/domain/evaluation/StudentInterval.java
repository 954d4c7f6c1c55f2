package org.fbnetspark.domain.evaluation;

import java.util.List;

/**
 * The interval in which the mean of a distribution lies with 95 % confidence, by n values drawn
 * from it. With their mean m, their standard deviation s (over n - 1) and the quantile t of
 * Student's distribution of n - 1 degrees of freedom:
 *
 * <pre>m -+ t * s / sqrt(n)</pre>
 *
 * <p>Sources: Student 1908, The Probable Error of a Mean; Abramowitz and Stegun 1964, Handbook of
 * Mathematical Functions, 26.7.3 and 26.7.4, for the distribution.
 *
 * @param mean of the values
 * @param low lower end
 * @param high upper end
 */
public record StudentInterval(double mean, double low, double high) {

  private static final double CONFIDENCE = 0.95;

  /**
   * The interval by some values.
   *
   * @throws IllegalArgumentException for fewer than two, which tell of no spread
   */
  public static StudentInterval of(List<Double> values) {
    int n = values.size();
    if (n < 2) {
      throw new IllegalArgumentException("An interval needs two values at least, but got " + n);
    }
    double mean = values.stream().mapToDouble(value -> value).sum() / n;
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    double half = quantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
    return new StudentInterval(mean, mean - half, mean + half);
  }

  /** What Student's t stays within, on either side of 0, with the confidence. */
  static double quantile(int degrees) {
    // In the angle, whose tangent is t / sqrt(degrees), the ends are finite: bisection finds it.
    double low = 0;
    double high = Math.PI / 2;
    for (double middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
      if (within(middle, degrees) < CONFIDENCE) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.sqrt(degrees) * StrictMath.tan(high);
  }

  /** Probability of a t between those of an angle and its negative. */
  private static double within(double angle, int degrees) {
    double sine = StrictMath.sin(angle);
    double cosine = StrictMath.cos(angle);
    boolean odd = degrees % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = 0;
    for (int power = odd ? 1 : 0; power <= degrees - 2; power += 2) {
      sum += term;
      term *= cosine * cosine * (power + 1) / (power + 2);
    }
    return odd ? 2 / Math.PI * (angle + sine * sum) : sine * sum;
  }
}
