package org.fbnetspark.retrain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fbnetspark.domain.train.RunPulse;

/**
 * How a retraining stands.
 *
 * @param directory of the run
 * @param network that is trained
 * @param epochs that it has at most
 * @param done epochs that have ended
 * @param pulse whether it lives
 */
public record RetrainStatus(
    String directory, String network, int epochs, List<RetrainEpoch> done, RunPulse pulse) {

  /** Copies the list. */
  public RetrainStatus {
    done = List.copyOf(done);
  }

  /** The epoch that ended last. */
  public Optional<RetrainEpoch> last() {
    return done.isEmpty() ? Optional.empty() : Optional.of(done.get(done.size() - 1));
  }

  /** The epoch whose network did best. */
  public Optional<RetrainEpoch> best() {
    return done.stream().filter(RetrainEpoch::best).reduce((one, later) -> later);
  }

  /** Mean wall time of the epochs so far; empty before the first has ended. */
  public OptionalDouble secondsPerEpoch() {
    return done.stream().mapToDouble(RetrainEpoch::seconds).average();
  }

  /** Seconds to the end of the last epoch; empty before the first has ended. */
  public OptionalDouble remainingSeconds() {
    OptionalDouble each = secondsPerEpoch();
    return each.isEmpty()
        ? each
        : OptionalDouble.of(each.getAsDouble() * Math.max(0, epochs - done.size()));
  }
}
