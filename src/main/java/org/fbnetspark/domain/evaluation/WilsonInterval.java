package org.fbnetspark.domain.evaluation;

/**
 * The interval in which a share lies with 95 % confidence, seen k times in n trials. With p = k / n
 * and z = 1.96:
 *
 * <pre>(p + z^2 / 2n -+ z * sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)</pre>
 *
 * <p>Source: Wilson 1927, Probable Inference, the Law of Succession, and Statistical Inference.
 *
 * @param low its lower end, at least 0
 * @param high its upper end, at most 1
 */
public record WilsonInterval(double low, double high) {

  private static final double Z = 1.959963984540054;

  /**
   * The interval of {@code successes} in {@code trials}; all of 0 to 1 where there was no trial.
   *
   * @throws IllegalArgumentException for counts that cannot be
   */
  public static WilsonInterval of(long successes, long trials) {
    if (successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "Successes must be 0 to the number of trials, but were " + successes + " of " + trials);
    }
    if (trials == 0) {
      return new WilsonInterval(0, 1);
    }
    double share = (double) successes / trials;
    double square = Z * Z / trials;
    double middle = share + square / 2;
    double half = Z * Math.sqrt((share * (1 - share) + square / 4) / trials);
    return new WilsonInterval(
        Math.max(0, (middle - half) / (1 + square)), Math.min(1, (middle + half) / (1 + square)));
  }
}
