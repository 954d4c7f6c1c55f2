package org.fbnetspark.domain.cost;

import java.util.Locale;

/** What a search keeps low. */
public enum CostKind {
  /** Microseconds on a device, from its latency table. */
  LATENCY("us"),
  /** Multiply-accumulates for one example. */
  MACS("MACs"),
  /** Convolution and classifier weights. */
  PARAMETERS("weights");

  private static final double MICROS_PER_MILLI = 1000;

  private final String unit;

  CostKind(String unit) {
    this.unit = unit;
  }

  /** Unit of the figures in a {@link CostTable}. */
  public String unit() {
    return unit;
  }

  /** A cost as people read it: latencies in milliseconds, counts with their commas. */
  public String text(double cost) {
    return this == LATENCY
        ? String.format(
            Locale.ROOT, cost < MICROS_PER_MILLI ? "%.4f ms" : "%.3f ms", cost / MICROS_PER_MILLI)
        : String.format(Locale.ROOT, "%,.0f %s", cost, unit);
  }
}
