package org.fbnetspark.domain.cost;

/** What a search keeps low. */
public enum CostKind {
  /** Microseconds on a device, from its latency table. */
  LATENCY("us"),
  /** Multiply-accumulates for one example. */
  MACS("MACs"),
  /** Convolution and classifier weights. */
  PARAMETERS("weights");

  private final String unit;

  CostKind(String unit) {
    this.unit = unit;
  }

  /** Unit of the figures in a {@link CostTable}. */
  public String unit() {
    return unit;
  }
}
