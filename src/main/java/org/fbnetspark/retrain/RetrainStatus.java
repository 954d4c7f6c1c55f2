package org.fbnetspark.retrain;

import java.util.OptionalDouble;
import org.fbnetspark.domain.train.RunPulse;

/**
 * How a retraining stands.
 *
 * @param run what its directory tells
 * @param pulse whether it lives
 */
public record RetrainStatus(RetrainRecord run, RunPulse pulse) {

  /** Mean wall time of the epochs so far; empty before the first has ended. */
  public OptionalDouble secondsPerEpoch() {
    return run.epochs().stream().mapToDouble(RetrainEpoch::seconds).average();
  }

  /** Seconds to the end of the last epoch; empty before the first has ended. */
  public OptionalDouble remainingSeconds() {
    OptionalDouble each = secondsPerEpoch();
    return each.isEmpty() ? each : OptionalDouble.of(each.getAsDouble() * left());
  }

  private int left() {
    return Math.max(0, run.recipe().settings().epochs() - run.epochs().size());
  }
}
