package org.fbnetspark.config;

import java.math.BigDecimal;

/**
 * The numbers that a key allows.
 *
 * @param low smallest number, allowed itself where {@code lowIncluded}
 * @param lowIncluded whether {@code low} is allowed
 * @param high largest number, allowed itself
 */
record Range(double low, boolean lowIncluded, double high) {

  static Range atLeast(double low) {
    return new Range(low, true, Double.POSITIVE_INFINITY);
  }

  static Range above(double low) {
    return new Range(low, false, Double.POSITIVE_INFINITY);
  }

  static Range between(double low, double high) {
    return new Range(low, true, high);
  }

  static Range aboveUpTo(double low, double high) {
    return new Range(low, false, high);
  }

  boolean contains(double number) {
    return (lowIncluded ? number >= low : number > low) && number <= high;
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
    return lowIncluded
        ? " between " + start + " and " + plain(high)
        : " " + start + " and at most " + plain(high);
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
