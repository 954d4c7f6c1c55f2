package org.fbnetspark.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencyTable;

/**
 * How far two tables agree on the rows that both have. The tables may be of unlike devices: then
 * the rank correlation says whether what is slow on one is slow on the other.
 *
 * @param spearman Spearman's rank correlation of the times, ties at their mean rank; empty for
 *     fewer than two rows and where one table has equal times only
 * @param medianRelativeDifference median of {@link Difference#relative()}; empty without a row
 * @param differences the rows that both have, the largest relative difference first
 * @param onlyFirst keys that the second table lacks, in the order of the first
 * @param onlySecond keys that the first table lacks, in the order of the second
 */
public record TableComparison(
    OptionalDouble spearman,
    OptionalDouble medianRelativeDifference,
    List<Difference> differences,
    List<LatencyKey> onlyFirst,
    List<LatencyKey> onlySecond) {

  private static final double SHORTEST_MICROS = 0.1;

  /** A row in both tables. */
  public record Difference(LatencyKey key, double firstMicros, double secondMicros) {

    /** {@code |second - first| / |first|}; times that no clock tells from 0 count as 0.1 us. */
    public double relative() {
      return Math.abs(secondMicros - firstMicros)
          / Math.max(SHORTEST_MICROS, Math.abs(firstMicros));
    }
  }

  /** Copies the lists. */
  public TableComparison {
    differences = List.copyOf(differences);
    onlyFirst = List.copyOf(onlyFirst);
    onlySecond = List.copyOf(onlySecond);
  }

  /** Compares the rows as they are, before any correction. */
  public static TableComparison of(LatencyTable first, LatencyTable second) {
    List<Difference> both = new ArrayList<>();
    for (Map.Entry<LatencyKey, LatencyRow> row : first.rows().entrySet()) {
      LatencyRow other = second.rows().get(row.getKey());
      if (other != null) {
        both.add(new Difference(row.getKey(), row.getValue().medianMicros(), other.medianMicros()));
      }
    }
    OptionalDouble spearman = spearman(both);
    both.sort(Comparator.comparingDouble(Difference::relative).reversed());
    return new TableComparison(
        spearman, median(both), both, lacking(first, second), lacking(second, first));
  }

  private static OptionalDouble spearman(List<Difference> both) {
    if (both.size() < 2) {
      return OptionalDouble.empty();
    }
    double rho =
        new SpearmansCorrelation()
            .correlation(
                both.stream().mapToDouble(Difference::firstMicros).toArray(),
                both.stream().mapToDouble(Difference::secondMicros).toArray());
    return Double.isNaN(rho) ? OptionalDouble.empty() : OptionalDouble.of(rho);
  }

  /** Of rows in order. */
  private static OptionalDouble median(List<Difference> sorted) {
    int size = sorted.size();
    return size == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            (sorted.get((size - 1) / 2).relative() + sorted.get(size / 2).relative()) / 2);
  }

  private static List<LatencyKey> lacking(LatencyTable of, LatencyTable other) {
    return of.rows().keySet().stream().filter(key -> !other.rows().containsKey(key)).toList();
  }
}
