package org.fbnetspark.profile;

import java.util.function.LongSupplier;

/** A network that is being timed. Not thread-safe. */
final class TimedEntry implements AutoCloseable {

  /** Windows of the warm-up that differ by no more are taken to be alike. */
  private static final double ALIKE = 0.05;

  private static final int MOST_TOGETHER = 100_000;

  private final TimedNetwork network;
  private final Protocol protocol;
  private final LongSupplier nanoClock;
  private final long sliceNanos;
  private int together = 1;
  private Samples samples = new Samples();
  private long spentNanos;
  private int sizeBefore;
  private long spentBefore;

  TimedEntry(TimedNetwork network, Protocol protocol, LongSupplier nanoClock) {
    this.network = network;
    this.protocol = protocol;
    this.nanoClock = nanoClock;
    this.sliceNanos = (long) (protocol.sliceSeconds() * 1e9);
  }

  /**
   * Runs until the medians of two windows, each as long as a slice, are alike, or time is up. The
   * last window tells how many runs are timed together.
   */
  void warmUp() {
    long start = nanoClock.getAsLong();
    double last = Double.POSITIVE_INFINITY;
    double median = windowMedian();
    while (Math.abs(median - last) > ALIKE * median
        && nanoClock.getAsLong() - start < protocol.warmUpMaxSeconds() * 1e9) {
      last = median;
      median = windowMedian();
    }
  }

  /** Median time of one run over a slice of its own, in microseconds; nothing is kept. */
  double windowMedian() {
    Samples window = new Samples();
    fill(window);
    double micros = window.median();
    double wanted = Math.ceil(protocol.shortMicros() / Math.max(micros, 1e-3));
    together = (int) Math.max(1, Math.min(MOST_TOGETHER, wanted));
    return micros;
  }

  /** Times one slice. */
  void slice() {
    sizeBefore = samples.count();
    spentBefore = spentNanos;
    spentNanos += fill(samples);
  }

  /** Forgets the last slice. */
  void undoSlice() {
    samples.truncate(sizeBefore);
    spentNanos = spentBefore;
  }

  /** Forgets every slice. */
  void startAgain() {
    samples = new Samples();
    spentNanos = 0;
  }

  /** Whether no time is left. */
  boolean spent() {
    return spentNanos >= protocol.maxSeconds() * 1e9;
  }

  Measurement measurement() {
    return samples.measurement(protocol.intervalShare());
  }

  private long fill(Samples into) {
    long start = nanoClock.getAsLong();
    long last = start;
    do {
      for (int i = 0; i < together; i++) {
        network.run();
      }
      long now = nanoClock.getAsLong();
      into.add((now - last) / 1e3 / together);
      last = now;
    } while (last - start < sliceNanos);
    return last - start;
  }

  @Override
  public void close() {
    network.close();
  }
}
