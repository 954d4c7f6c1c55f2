package org.fbnetspark.fault;

import java.util.Locale;

/**
 * One fault in one job.
 *
 * @param mode of Spark, or where the job runs
 * @param fault what goes wrong
 * @param phase where
 * @param seed of the moment
 * @param outcome how it ended
 * @param seconds that it took
 * @param detail what else is to be told; of what failed, why
 */
record Trial(
    String mode,
    String fault,
    String phase,
    long seed,
    Outcome outcome,
    double seconds,
    String detail) {

  /** A line of a table of values separated by tabs. */
  String line() {
    return String.join(
        "\t",
        mode,
        fault,
        phase,
        String.valueOf(seed),
        outcome.words(),
        String.format(Locale.ROOT, "%.1f", seconds),
        detail.lines().map(String::strip).reduce((a, b) -> a + " / " + b).orElse(""));
  }
}
