package org.fbnetspark.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.RisingLine;

/**
 * Lines through networks that were timed as a whole, each with the least squares of the relative
 * errors that its form allows:
 *
 * <pre>min sum_i ((line(s_i) - m_i) / m_i)^2,   line(0) >= 0</pre>
 *
 * <p>No line is below 0 at 0: the cheapest architectures of a space have far smaller sums than
 * networks drawn from it, and would be told to take less than no time.
 *
 * <p>A bent line bends where one of the networks lies, with at least {@value #FEWEST_A_SIDE} on
 * either side; where a network's blocks no longer fit into a cache together its time rises faster
 * with their sum than before. Whether it is worth its two further figures is decided by
 * cross-validation: each of {@value #FOLDS} parts of the networks is predicted by the lines through
 * the others, and the form with the smaller mean relative error is taken.
 *
 * <p>Source: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2nd edition
 * 2009, Sections 5.2 and 7.10.
 */
final class LineFit {

  private static final int FEWEST_A_SIDE = 4;
  private static final int FOLDS = 10;

  /** Bends that are tried at most, spread over the networks. */
  private static final int MOST_BENDS = 50;

  private LineFit() {}

  /** The form that predicts other networks better; empty where no line rises. */
  static Optional<RisingLine> best(List<WholeNetwork> networks) {
    Optional<RisingLine> straight = straight(networks);
    Optional<RisingLine> bent = bent(networks);
    return bent.isPresent() && error(networks, LineFit::bent) < error(networks, LineFit::straight)
        ? bent
        : straight;
  }

  /** A straight line; empty where it does not rise. */
  static Optional<RisingLine> straight(List<WholeNetwork> networks) {
    double meanSum = weightedMean(networks, WholeNetwork::sumMicros);
    double meanMeasured = weightedMean(networks, WholeNetwork::measuredMicros);
    double covariance = 0;
    double variance = 0;
    for (WholeNetwork network : networks) {
      double off = network.sumMicros() - meanSum;
      covariance += weight(network) * off * (network.measuredMicros() - meanMeasured);
      variance += weight(network) * off * off;
    }
    double slope = covariance / variance;
    double intercept = meanMeasured - slope * meanSum;
    if (rising(slope, slope) && intercept < 0) {
      intercept = 0;
      slope = fromNothing(networks);
    }
    return rising(slope, slope)
        ? Optional.of(RisingLine.straight(intercept, slope))
        : Optional.empty();
  }

  /** Slope of the line through 0. */
  private static double fromNothing(List<WholeNetwork> networks) {
    double products = 0;
    double squares = 0;
    for (WholeNetwork network : networks) {
      double sum = network.sumMicros();
      products += weight(network) * sum * network.measuredMicros();
      squares += weight(network) * sum * sum;
    }
    return products / squares;
  }

  /** A line with a bend; empty where no such line rises, or there are too few networks. */
  static Optional<RisingLine> bent(List<WholeNetwork> networks) {
    double[] sums =
        networks.stream().mapToDouble(WholeNetwork::sumMicros).sorted().distinct().toArray();
    int bends = sums.length - 2 * FEWEST_A_SIDE;
    return IntStream.range(0, Math.min(bends, MOST_BENDS))
        .map(i -> bends <= MOST_BENDS ? i : (int) ((long) i * bends / MOST_BENDS))
        .mapToObj(i -> bent(networks, sums[FEWEST_A_SIDE + i]))
        .flatMap(Optional::stream)
        .min(Comparator.comparingDouble(line -> squares(networks, line)));
  }

  private static Optional<RisingLine> bent(List<WholeNetwork> networks, double bend) {
    try {
      double[] figures =
          leastSquares(networks, sum -> new double[] {1, Math.min(sum, bend), beyond(sum, bend)});
      if (figures[0] < 0) {
        double[] slopes =
            leastSquares(networks, sum -> new double[] {Math.min(sum, bend), beyond(sum, bend)});
        figures = new double[] {0, slopes[0], slopes[1]};
      }
      return rising(figures[1], figures[2])
          ? Optional.of(new RisingLine(figures[0], figures[1], bend, figures[2]))
          : Optional.empty();
    } catch (SingularMatrixException alike) {
      return Optional.empty();
    }
  }

  private static double beyond(double sum, double bend) {
    return Math.max(0, sum - bend);
  }

  /** Factors of the terms of a network's sum that come nearest to what was measured. */
  private static double[] leastSquares(
      List<WholeNetwork> networks, DoubleFunction<double[]> terms) {
    double[] ones = new double[networks.size()];
    double[][] rows = new double[networks.size()][];
    for (int i = 0; i < ones.length; i++) {
      double measured = networks.get(i).measuredMicros();
      ones[i] = 1;
      rows[i] =
          Arrays.stream(terms.apply(networks.get(i).sumMicros())).map(t -> t / measured).toArray();
    }
    OLSMultipleLinearRegression regression = new OLSMultipleLinearRegression();
    regression.setNoIntercept(true);
    regression.newSampleData(ones, rows);
    return regression.estimateRegressionParameters();
  }

  private static boolean rising(double slope, double slopeBeyond) {
    return slope > 0 && slopeBeyond > 0 && Double.isFinite(slope + slopeBeyond);
  }

  /** Mean relative error over networks that a line of this form has not seen. */
  private static double error(
      List<WholeNetwork> networks, Function<List<WholeNetwork>, Optional<RisingLine>> form) {
    List<WholeNetwork> sorted = new ArrayList<>(networks);
    sorted.sort(Comparator.comparingDouble(WholeNetwork::sumMicros));
    double sum = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      List<WholeNetwork> seen = new ArrayList<>();
      List<WholeNetwork> unseen = new ArrayList<>();
      for (int i = 0; i < sorted.size(); i++) {
        (i % FOLDS == fold ? unseen : seen).add(sorted.get(i));
      }
      Optional<RisingLine> line = form.apply(seen);
      if (line.isEmpty()) {
        return Double.POSITIVE_INFINITY;
      }
      sum += unseen.stream().mapToDouble(network -> error(network, line.get())).sum();
    }
    return sum / networks.size();
  }

  /** {@code |line - measured| / measured}. */
  static double error(WholeNetwork network, RisingLine line) {
    return Math.abs(line.at(network.sumMicros()) - network.measuredMicros())
        / network.measuredMicros();
  }

  /** Sum over the networks of the squares of their {@link #error}. */
  static double squares(List<WholeNetwork> networks, RisingLine line) {
    return networks.stream()
        .mapToDouble(network -> error(network, line))
        .map(error -> error * error)
        .sum();
  }

  private static double weightedMean(
      List<WholeNetwork> networks, ToDoubleFunction<WholeNetwork> value) {
    double sum = 0;
    double weights = 0;
    for (WholeNetwork network : networks) {
      sum += weight(network) * value.applyAsDouble(network);
      weights += weight(network);
    }
    return sum / weights;
  }

  private static double weight(WholeNetwork network) {
    return 1 / (network.measuredMicros() * network.measuredMicros());
  }
}
