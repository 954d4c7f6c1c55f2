package org.fbnetspark.fault;

import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * Whether something grows over time: a line through its samples.
 *
 * @param name of it
 * @param minutes when each sample was taken
 * @param values the samples
 */
record Trend(String name, List<Double> minutes, List<Double> values) {

  /** A slope of so many of its standard errors is no noise. */
  private static final double SIGNIFICANT = 4;

  /** Growth over all samples that is too little to matter, as a part of the mean. */
  private static final double LITTLE = 0.05;

  /** Growth that is too much whatever the noise. */
  private static final double MUCH = 0.1;

  private SimpleRegression line() {
    SimpleRegression line = new SimpleRegression();
    for (int i = 0; i < values.size(); i++) {
      line.addData(minutes.get(i), values.get(i));
    }
    return line;
  }

  private double mean() {
    return values.stream().mapToDouble(value -> value).average().orElseThrow();
  }

  private double growth() {
    return line().getSlope() * (minutes.get(minutes.size() - 1) - minutes.get(0));
  }

  /** Whether it grows hardly, or within noise and not by much. */
  boolean flat() {
    SimpleRegression line = line();
    boolean noise = line.getSlope() <= SIGNIFICANT * line.getSlopeStdErr();
    return growth() < (noise ? MUCH : LITTLE) * mean();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: mean %.1f, from %.1f to %.1f, line grows by %.2f (%.1f %%) over %d samples, standard"
            + " error of that %.2f%s",
        name,
        mean(),
        values.stream().mapToDouble(value -> value).min().orElseThrow(),
        values.stream().mapToDouble(value -> value).max().orElseThrow(),
        growth(),
        100 * growth() / mean(),
        values.size(),
        growth() / line().getSlope() * line().getSlopeStdErr(),
        flat() ? "" : " -- GROWS");
  }
}
