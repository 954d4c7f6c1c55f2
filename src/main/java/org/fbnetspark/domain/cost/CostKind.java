package org.fbnetspark.domain.cost;

import java.util.Locale;
import org.fbnetspark.domain.run.Unit;

/** What a search keeps low. */
public enum CostKind {
  /** Microseconds on a device, from its latency table. */
  LATENCY(Unit.MICROSECONDS),
  /** Multiply-accumulates for one example. */
  MACS(Unit.MACS),
  /** Weights of convolutions and fully connected layers. */
  PARAMETERS(Unit.WEIGHTS);

  private final Unit unit;

  CostKind(Unit unit) {
    this.unit = unit;
  }

  /** Unit of the figures in a {@link CostTable}. */
  public Unit unit() {
    return unit;
  }

  /** Its name as files and figures have it: latency, macs or parameters. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A cost as people read it: latencies in milliseconds, counts with their commas. */
  public String text(double cost) {
    return unit.text(cost);
  }
}
