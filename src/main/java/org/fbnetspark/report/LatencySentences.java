package org.fbnetspark.report;

import java.util.Locale;
import org.fbnetspark.domain.cost.LatencyRows;
import org.fbnetspark.domain.latency.InterpolationError;

/** What is told of rows that lie between those of a latency table. */
public final class LatencySentences {

  private LatencySentences() {}

  /** How many rows are interpolated. */
  public static String rows(LatencyRows rows) {
    return String.format(
        Locale.ROOT, "%,d of %,d rows interpolated", rows.interpolated(), rows.needed());
  }

  /** How far they are off. */
  public static String error(InterpolationError error) {
    return String.format(
        Locale.ROOT,
        "interpolated rows are off by %.1f %% in the median, %.1f %% at p90 and %.1f %% at most,"
            + " over %,d held out",
        100 * error.median(),
        100 * error.p90(),
        100 * error.largest(),
        error.rows());
  }
}
