package org.fbnetspark.domain.latency;

import java.io.Serializable;
import java.util.Locale;

/**
 * A function that rises everywhere, a straight line or two that meet:
 *
 * <pre>
 * y = intercept + slope * x                                       up to the bend
 * y = intercept + slope * bend + slopeBeyond * (x - bend)         beyond it
 * </pre>
 *
 * @param intercept value at 0
 * @param slope up to the bend, above 0
 * @param bend where the lines meet; infinite for a straight line
 * @param slopeBeyond beyond the bend, above 0; that of a straight line is its slope
 */
public record RisingLine(double intercept, double slope, double bend, double slopeBeyond)
    implements Serializable {

  /** What leaves every value as it is. */
  public static final RisingLine IDENTITY = straight(0, 1);

  /** Rejects a line that does not rise. */
  public RisingLine {
    if (!(slope > 0 && slope < Double.POSITIVE_INFINITY)
        || !(slopeBeyond > 0 && slopeBeyond < Double.POSITIVE_INFINITY)
        || !Double.isFinite(intercept)
        || !(bend > Double.NEGATIVE_INFINITY)
        || bend == Double.POSITIVE_INFINITY && slope != slopeBeyond) {
      throw new IllegalArgumentException(
          "A line that rises needs slopes above 0, a finite intercept and a bend, but was "
              + intercept
              + ", "
              + slope
              + ", "
              + bend
              + " and "
              + slopeBeyond);
    }
  }

  /** A line without a bend. */
  public static RisingLine straight(double intercept, double slope) {
    return new RisingLine(intercept, slope, Double.POSITIVE_INFINITY, slope);
  }

  /** Whether it has two pieces. */
  public boolean bent() {
    return bend < Double.POSITIVE_INFINITY;
  }

  /** The value here. */
  public double at(double x) {
    return x <= bend ? intercept + slope * x : intercept + slope * bend + slopeBeyond * (x - bend);
  }

  /** Where the value is this one; infinite where that is. */
  public double inverse(double y) {
    double atBend = intercept + slope * bend;
    return y <= atBend ? (y - intercept) / slope : bend + (y - atBend) / slopeBeyond;
  }

  /** How steep it is here; at the bend as before it. */
  public double slopeAt(double x) {
    return x <= bend ? slope : slopeBeyond;
  }

  /**
   * How a sum of microseconds becomes the time of a network, such as {@code 12.00 us + 1.2500 * sum
   * of rows}.
   */
  public String inWords() {
    return bent()
        ? String.format(
            Locale.ROOT,
            "%.2f us + %.4f * sum of rows up to %.2f us and %.4f * what is beyond",
            intercept,
            slope,
            bend,
            slopeBeyond)
        : String.format(Locale.ROOT, "%.2f us + %.4f * sum of rows", intercept, slope);
  }
}
