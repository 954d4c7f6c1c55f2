package org.fbnetspark.domain.latency;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How far rows that lie between those of a table's grids are from what their neighbours tell: over
 * the rows that were measured and are of no grid,
 *
 * <pre>error = |interpolated / measured - 1|</pre>
 *
 * @param rows number of rows held out
 * @param median half of the rows have no larger error; 0.05 is 5 %
 * @param p90 nine tenths of them
 * @param largest of all
 */
public record InterpolationError(int rows, double median, double p90, double largest) {

  /** Blocks of channels that are tried: what vectors of today's processors hold. */
  private static final List<Integer> BLOCKS = List.of(1, 4, 8, 16);

  /** Of a table; empty where it holds no row out. */
  public static Optional<InterpolationError> of(LatencyTable table) {
    double[] errors =
        table.rows().entrySet().stream()
            .filter(row -> row.getValue().medianMicros() > 0 && heldOut(table, row.getKey()))
            .mapToDouble(
                row ->
                    table.between(row.getKey()).stream()
                        .map(micros -> Math.abs(micros / row.getValue().medianMicros() - 1))
                        .findFirst()
                        .orElse(Double.NaN))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return errors.length == 0
        ? Optional.empty()
        : Optional.of(
            new InterpolationError(
                errors.length,
                errors[(errors.length - 1) / 2],
                errors[(int) Math.ceil(0.9 * errors.length) - 1],
                errors[errors.length - 1]));
  }

  private static boolean heldOut(LatencyTable table, LatencyKey key) {
    return key.layer().isEmpty() && !table.onGrid(key);
  }

  /**
   * The block that channels are counted in with the least sum of median and p90 error; 1, which is
   * none, where no row is held out. The error of the one chosen flatters it a little, but there are
   * few to choose from.
   */
  public static int bestBlock(LatencyTable table) {
    double[] errors =
        BLOCKS.stream()
            .mapToDouble(
                block ->
                    of(table.inBlocks(block))
                        .map(error -> error.median + error.p90)
                        .orElse(Double.POSITIVE_INFINITY))
            .toArray();
    return IntStream.range(0, errors.length)
        .boxed()
        .min(Comparator.comparingDouble(i -> errors[i]))
        .map(BLOCKS::get)
        .orElseThrow();
  }
}
