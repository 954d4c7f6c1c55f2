package org.fbnetspark.domain.latency;

import java.io.Serializable;
import java.util.List;

/**
 * How the time of whole networks follows from the sum of their rows, found by timing networks as a
 * whole on the device of the table. It is a function of the sum alone that rises everywhere, so the
 * order of sums is the order of networks, and a time wanted of a network is a sum wanted of its
 * rows.
 *
 * <p>Line and {@code r2} come from the networks that were fitted, the errors from the others, which
 * the line has not seen.
 *
 * @param line time of a network by the sum of its rows, both in microseconds
 * @param r2 share of the variance that the line explains
 * @param mape mean of {@code |corrected sum - measured| / measured} over the networks not fitted;
 *     0.05 is 5 %
 * @param kendallTau rank correlation of corrected sum and measured time over the same networks
 * @param fitted networks that the line was fitted to
 * @param heldOut networks that the errors are from
 */
public record LatencyCorrection(
    RisingLine line,
    double r2,
    double mape,
    double kendallTau,
    List<WholeNetwork> fitted,
    List<WholeNetwork> heldOut)
    implements Serializable {

  /** Above this mean error the sum of rows says too little about a network. */
  public static final double LARGEST_MAPE = 0.1;

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

  /** Copies the networks and rejects errors that cannot be. */
  public LatencyCorrection {
    fitted = List.copyOf(fitted);
    heldOut = List.copyOf(heldOut);
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
}
