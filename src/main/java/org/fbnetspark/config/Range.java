package org.fbnetspark.config;

import java.math.BigDecimal;

/**
 * The finite numbers that a key allows.
 *
 * @param low smallest number, allowed itself where {@code lowIncluded}
 * @param lowIncluded whether {@code low} is allowed
 * @param high largest number, allowed itself where {@code highIncluded}
 * @param highIncluded whether {@code high} is allowed
 */
record Range(double low, boolean lowIncluded, double high, boolean highIncluded) {

  static Range atLeast(double low) {
    return new Range(low, true, Double.POSITIVE_INFINITY, false);
  }

  static Range above(double low) {
    return new Range(low, false, Double.POSITIVE_INFINITY, false);
  }

  static Range between(double low, double high) {
    return new Range(low, true, high, true);
  }

  static Range aboveUpTo(double low, double high) {
    return new Range(low, false, high, true);
  }

  static Range atLeastBelow(double low, double high) {
    return new Range(low, true, high, false);
  }

  static Range aboveBelow(double low, double high) {
    return new Range(low, false, high, false);
  }

  boolean contains(double number) {
    return (lowIncluded ? number >= low : number > low)
        && (highIncluded ? number <= high : number < high);
  }

  /** The smallest number that is allowed. */
  double least() {
    return lowIncluded ? low : Math.nextUp(low);
  }

  @Override
  public String toString() {
    if (Double.isInfinite(low)) {
      return Double.isInfinite(high) ? "" : " of at most " + plain(high);
    }
    String start = lowIncluded ? plain(low) : "above " + plain(low);
    if (Double.isInfinite(high)) {
      return lowIncluded ? " of at least " + start : " " + start;
    }
    if (lowIncluded && highIncluded) {
      return " between " + start + " and " + plain(high);
    }
    return (lowIncluded ? " of at least " : " ")
        + start
        + (highIncluded ? " and at most " : " and below ")
        + plain(high);
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
