package org.fbnetspark.domain.latency;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.fbnetspark.domain.op.OpCode;

/** A second look at a table that could be read: what contradicts itself, and what to know of it. */
public final class LatencyCheck {

  private static final double ROUNDING = 1e-6;

  private LatencyCheck() {}

  /** Rows that contradict themselves or that no op can ask for. */
  public static List<String> problems(LatencyTable table) {
    List<String> problems = new ArrayList<>();
    for (Map.Entry<LatencyKey, LatencyRow> row : table.rows().entrySet()) {
      String op = row.getKey().op();
      boolean known =
          op.equals(LatencyKey.HEAD)
              || op.equals(LatencyKey.OVERHEAD.op())
              || OpCode.parse(op).isPresent();
      if (!known) {
        problems.add(row.getKey() + ": " + OpCode.unknown(op));
      }
      double micros = row.getValue().medianMicros();
      OptionalDouble hosts = LatencyMerge.median(row.getValue().hostMicros().values());
      if (hosts.isPresent()
          && Math.abs(hosts.getAsDouble() - micros) > ROUNDING * Math.abs(micros)) {
        problems.add(
            row.getKey()
                + ": the time is "
                + micros
                + " us, but the median of its hosts is "
                + hosts.getAsDouble()
                + " us");
      }
    }
    return problems;
  }

  /** What makes the table less to be trusted, without being wrong. */
  public static List<String> cautions(LatencyTable table) {
    List<String> cautions = new ArrayList<>(LatencyPlausibility.cautions(table));
    long unsteady =
        table.rows().values().stream()
            .flatMap(row -> row.spread().stream())
            .filter(spread -> !spread.steady())
            .count();
    if (unsteady > 0) {
      cautions.add(unsteady + " of " + table.rows().size() + " rows did not settle while measured");
    }
    table
        .correction()
        .filter(line -> line.mape() > LatencyCorrection.LARGEST_MAPE)
        .ifPresent(
            line ->
                cautions.add(
                    "sums of rows miss whole networks by "
                        + Math.round(100 * line.mape())
                        + " % on average, more than "
                        + Math.round(100 * LatencyCorrection.LARGEST_MAPE)
                        + " %"));
    return cautions;
  }
}
