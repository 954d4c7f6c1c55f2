package org.fbnetspark.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencyTable;

/**
 * What two measurements of one space on the same machines have in common, a line each: the device
 * and what was run on it, and every row by name, shape and hosts in the order of the file. Of times
 * it tells that they can be; how long they are is measured. Where a line goes through the networks
 * that were timed, which it may not on a machine that does other things too, it tells their number
 * if that is not the one that is wanted.
 */
final class TableFacts {

  private static final String NETWORKS = networks(Work.FITTED_NETWORKS, Work.HELD_OUT_NETWORKS);

  private TableFacts() {}

  /** The facts of a table. */
  static List<String> of(LatencyTable table) {
    List<String> facts = new ArrayList<>();
    facts.add(table.setting().toString());
    facts.addAll(
        new TreeSet<>(table.provenance().entrySet().stream().map(TableFacts::fact).toList()));
    facts.add("relative to skip: " + table.relativeToSkip() + ", base: " + table.baseMicros());
    facts.add("grids: " + table.grids());
    table
        .correction()
        .map(TableFacts::networks)
        .filter(n -> !n.equals(NETWORKS))
        .ifPresent(facts::add);
    table.rows().forEach((key, row) -> facts.add(key + ": " + row(key, row)));
    return facts;
  }

  /**
   * Runs have times of their own, and their share of the rows; machines have more or less to do.
   */
  private static String fact(Map.Entry<String, String> fact) {
    return fact.getKey().startsWith("run ")
        ? "run of "
            + fact.getValue().replaceFirst("^\\d+ rows, ", "").replaceFirst(", control drift.*", "")
        : fact.getKey() + ": " + fact.getValue().replaceFirst("load [^,]+, ", "");
  }

  private static String networks(LatencyCorrection line) {
    return networks(line.fitted().size(), line.heldOut().size());
  }

  private static String networks(int fitted, int heldOut) {
    return fitted + " networks fitted, " + heldOut + " held out";
  }

  /** A row is net of the runtime's call, so that nothing may be left of a small op. */
  private static String row(LatencyKey key, LatencyRow row) {
    Optional<LatencyRow.Spread> spread = row.spread();
    List<Double> times = new ArrayList<>(row.hostMicros().values());
    times.add(row.medianMicros());
    double least = key.equals(LatencyKey.OVERHEAD) ? Double.MIN_VALUE : 0;
    boolean can = times.stream().allMatch(time -> time >= least && Double.isFinite(time));
    boolean lies =
        spread.isPresent()
            && spread.get().p10Micros() <= row.medianMicros()
            && row.medianMicros() <= spread.get().p90Micros()
            && spread.get().runs() > 0;
    return (can && lies ? "measured" : "cannot be: " + row) + " on " + row.hostMicros().keySet();
  }
}
