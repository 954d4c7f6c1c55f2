package org.fbnetspark.domain.latency;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A table in a few figures, for lists of tables.
 *
 * @param setting what the rows were measured on and with
 * @param rows number of rows
 * @param unsteadyShare share of the rows whose times did not settle, among those that tell; empty
 *     where none does
 * @param mape mean relative error of whole networks; empty without a correction
 * @param kendallTau rank correlation of predicted and measured networks; empty without a correction
 * @param hosts names of the hosts that measured
 */
public record TableSummary(
    LatencySetting setting,
    int rows,
    OptionalDouble unsteadyShare,
    OptionalDouble mape,
    OptionalDouble kendallTau,
    SortedSet<String> hosts) {

  /** Copies the hosts. */
  public TableSummary {
    hosts = Collections.unmodifiableSortedSet(new TreeSet<>(hosts));
  }

  /** The figures of a table. */
  public static TableSummary of(LatencyTable table) {
    SortedSet<String> hosts = new TreeSet<>();
    table.rows().values().forEach(row -> hosts.addAll(row.hostMicros().keySet()));
    Optional<LatencyCorrection> line = table.correction();
    return new TableSummary(
        table.setting(),
        table.rows().size(),
        unsteadyShare(table),
        line.map(l -> OptionalDouble.of(l.mape())).orElse(OptionalDouble.empty()),
        line.map(l -> OptionalDouble.of(l.kendallTau())).orElse(OptionalDouble.empty()),
        hosts);
  }

  private static OptionalDouble unsteadyShare(LatencyTable table) {
    List<LatencyRow.Spread> told =
        table.rows().values().stream().flatMap(row -> row.spread().stream()).toList();
    return told.stream().mapToDouble(spread -> spread.steady() ? 0 : 1).average();
  }
}
