package org.fbnetspark.domain.latency;

import java.io.Serializable;
import java.util.List;

/**
 * How the time of whole networks follows from the sum of their rows, found by timing networks as a
 * whole on the device of the table:
 *
 * <pre>network = interceptMicros + slope * sum of rows</pre>
 *
 * <p>Line and {@code r2} come from the networks that were fitted, the errors from the others, which
 * the line has not seen.
 *
 * @param slope microseconds of the network for each of the sum, above 0
 * @param interceptMicros time of a network whose rows sum to nothing
 * @param r2 share of the variance that the line explains
 * @param mape mean of {@code |corrected sum - measured| / measured} over the networks not fitted;
 *     0.05 is 5 %
 * @param kendallTau rank correlation of corrected sum and measured time over the same networks
 * @param fitted networks that the line was fitted to
 * @param heldOut networks that the errors are from
 */
public record LatencyCorrection(
    double slope,
    double interceptMicros,
    double r2,
    double mape,
    double kendallTau,
    List<WholeNetwork> fitted,
    List<WholeNetwork> heldOut)
    implements Serializable {

  /**
   * A network that was timed as a whole.
   *
   * @param sumMicros sum of its rows, not corrected
   * @param measuredMicros its median time
   */
  public record WholeNetwork(double sumMicros, double measuredMicros) implements Serializable {

    /** Rejects times that cannot be. */
    public WholeNetwork {
      if (!(sumMicros >= 0 && sumMicros < Double.POSITIVE_INFINITY)
          || !(measuredMicros > 0 && measuredMicros < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "A network needs finite times above 0 us, but was "
                + sumMicros
                + " by its rows and "
                + measuredMicros
                + " as a whole");
      }
    }
  }

  /** Copies the networks and rejects a line that does not rise. */
  public LatencyCorrection {
    fitted = List.copyOf(fitted);
    heldOut = List.copyOf(heldOut);
    if (!(slope > 0 && slope < Double.POSITIVE_INFINITY) || !Double.isFinite(interceptMicros)) {
      throw new IllegalArgumentException(
          "A correction needs a slope above 0 and a finite intercept, but was "
              + slope
              + " and "
              + interceptMicros
              + " us");
    }
    if (!Double.isFinite(r2) || !(mape >= 0) || !(Math.abs(kendallTau) <= 1)) {
      throw new IllegalArgumentException(
          "A correction needs a finite R2, an error of at least 0 and a tau between -1 and 1, but"
              + " was "
              + r2
              + ", "
              + mape
              + " and "
              + kendallTau);
    }
  }

  /** Time of a network whose rows sum to this, in microseconds. */
  public double network(double sumMicros) {
    return interceptMicros + slope * sumMicros;
  }
}
