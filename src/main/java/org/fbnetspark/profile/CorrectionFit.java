package org.fbnetspark.profile;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.correlation.KendallsCorrelation;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.RisingLine;

/**
 * Fits how the time of whole networks follows from the sum of their rows. With sums {@code s_i} and
 * measured times {@code m_i}, both in microseconds, the line is the {@link LineFit}, straight or
 * with a bend:
 *
 * <pre>
 * line with the least  sum_i ((line(s_i) - m_i) / m_i)^2            over the fitted networks
 * R2   = 1 - sum_i (line(s_i) - m_i)^2 / sum_i (m_i - mean m)^2     over the fitted networks
 * MAPE = mean_i |line(s_i) - m_i| / m_i                             over the held-out ones
 * tau  = Kendall's tau-b of line(s_i) and m_i                       over the held-out ones
 * </pre>
 *
 * <p>Relative errors, because the noise of a time grows with it and a target of 1 ms must be met as
 * well as one of 20 ms; without the weights {@code 1 / m_i^2} the slowest networks alone would set
 * the line. Without held-out networks the errors are those of the fitted ones, which flatters the
 * line. Where every network ties, so that there is no order, tau is 0.
 *
 * <p>Source: Kendall, The treatment of ties in ranking problems, Biometrika 33 (1945), for tau-b.
 */
public final class CorrectionFit {

  private static final int FEWEST = 3;

  private CorrectionFit() {}

  /**
   * The line through the fitted networks, judged by the held-out ones.
   *
   * @param fitted at least 3
   * @param heldOut none, or at least 2
   * @throws IllegalArgumentException for fewer networks, for sums that are all equal and for a line
   *     that does not rise
   */
  public static LatencyCorrection of(List<WholeNetwork> fitted, List<WholeNetwork> heldOut) {
    if (fitted.size() < FEWEST) {
      throw new IllegalArgumentException(
          "A correction needs at least "
              + FEWEST
              + " networks that were timed as a whole, but was given "
              + fitted.size());
    }
    if (heldOut.size() == 1) {
      throw new IllegalArgumentException(
          "A correction is judged by none or by at least 2 held-out networks, but was given 1");
    }
    if (!varies(fitted, WholeNetwork::sumMicros)) {
      throw new IllegalArgumentException(
          "The rows of all "
              + fitted.size()
              + " whole networks sum to "
              + fitted.get(0).sumMicros()
              + " us, so no line goes through them; time networks that differ");
    }
    Optional<RisingLine> found =
        varies(fitted, WholeNetwork::measuredMicros) ? LineFit.best(fitted) : Optional.empty();
    RisingLine line =
        found.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The time of the "
                        + fitted.size()
                        + " whole networks does not rise with the sum of their rows: the rows do"
                        + " not tell how long a network takes; measure them again on a quiet"
                        + " machine"));
    List<WholeNetwork> judged = heldOut.isEmpty() ? fitted : heldOut;
    double mape =
        judged.stream()
            .mapToDouble(network -> LineFit.error(network, line))
            .average()
            .orElseThrow();
    return new LatencyCorrection(line, r2(fitted, line), mape, tau(judged), fitted, heldOut);
  }

  private static boolean varies(List<WholeNetwork> networks, ToDoubleFunction<WholeNetwork> value) {
    return networks.stream().mapToDouble(value).distinct().count() > 1;
  }

  private static double r2(List<WholeNetwork> networks, RisingLine line) {
    double mean =
        networks.stream().mapToDouble(WholeNetwork::measuredMicros).average().orElseThrow();
    double unexplained = 0;
    double total = 0;
    for (WholeNetwork network : networks) {
      double error = line.at(network.sumMicros()) - network.measuredMicros();
      unexplained += error * error;
      total += (network.measuredMicros() - mean) * (network.measuredMicros() - mean);
    }
    return 1 - unexplained / total;
  }

  /** The order of the line is that of the sums, for it rises. */
  private static double tau(List<WholeNetwork> networks) {
    double tau =
        new KendallsCorrelation()
            .correlation(
                networks.stream().mapToDouble(WholeNetwork::sumMicros).toArray(),
                networks.stream().mapToDouble(WholeNetwork::measuredMicros).toArray());
    return Double.isNaN(tau) ? 0 : tau;
  }
}
