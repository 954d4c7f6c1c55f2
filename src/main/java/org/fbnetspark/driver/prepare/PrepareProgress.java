package org.fbnetspark.driver.prepare;

import java.util.Locale;
import java.util.function.Consumer;

/** Says how far a preparation is, a line every few seconds. */
final class PrepareProgress {

  private static final long LINE_EVERY_NANOS = 3_000_000_000L;

  private final Consumer<String> lines;
  private final long startedNanos = System.nanoTime();
  private long lastLineNanos = startedNanos;
  private long phaseNanos = startedNanos;

  PrepareProgress(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Starts the count of a new phase. */
  void phase(String line) {
    lines.accept(line);
    phaseNanos = System.nanoTime();
    lastLineNanos = phaseNanos;
  }

  /** Something that is so, whatever phase it is. */
  void note(String line) {
    lines.accept(line);
  }

  /** The source is being read. */
  void reading(long images, long skipped, double share) {
    if (due()) {
      lines.accept(
          String.format(
              Locale.ROOT,
              "read %,d images (%.0f %% of the source), %,d skipped, ETA %s",
              images,
              100 * share,
              skipped,
              eta(share)));
    }
  }

  /** Shards are being written. */
  void writing(long shards, long ofShards, long images) {
    if (due()) {
      double share = (double) shards / ofShards;
      lines.accept(
          String.format(
              Locale.ROOT,
              "wrote %,d of %,d shards, %,.0f images/s, ETA %s",
              shards,
              ofShards,
              images * share / seconds(phaseNanos),
              eta(share)));
    }
  }

  /** Seconds since the preparation began. */
  double seconds() {
    return seconds(startedNanos);
  }

  private boolean due() {
    long now = System.nanoTime();
    if (now - lastLineNanos < LINE_EVERY_NANOS) {
      return false;
    }
    lastLineNanos = now;
    return true;
  }

  private String eta(double share) {
    return share > 0
        ? String.format(Locale.ROOT, "%.0f s", seconds(phaseNanos) * (1 - share) / share)
        : "unknown";
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }
}
