package org.fbnetspark.search;

import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.domain.cost.CostKind;

/**
 * What a search keeps low.
 *
 * @param kind latency, multiply-accumulates or parameters
 * @param latencyTable path of a latency table; without one, this machine is profiled for the run
 * @param target cost that is wanted, in the unit of the kind; only warnings depend on it
 */
public record CostSettings(CostKind kind, Optional<String> latencyTable, OptionalDouble target) {

  /** Rejects a target that no network meets. */
  public CostSettings {
    if (target.isPresent() && !(target.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "A target must be above 0 " + kind.unit() + ", but was " + target.getAsDouble());
    }
  }
}
