package org.fbnetspark.domain.latency;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.op.Skip;

/**
 * Whether any machine could have the times of a table. A row of {@code m} multiply-accumulates,
 * over all examples of the batch, cannot take less than the {@code t} microseconds at which
 *
 * <pre>m = 10^6 * t + 10^9 * max(0, t - 2)</pre>
 *
 * <p>for no accelerator has begun within the two microseconds that a call of one takes at least,
 * and until then there is a processor core, which does a tenth of {@code 10^6} in single precision
 * with two units of 512 bits at 3 GHz, and some times as much with 8 bits; thereafter the fastest
 * accelerators do {@code 10^9} in 8 bits by their data sheets (2 * 10^15 operations in a second).
 * Tables of real devices stay below by a factor of 70 or more; the milliseconds of a slow board
 * under the name of microseconds exceed it.
 */
final class LatencyPlausibility {

  private static final double CORE_MACS = 1e6;
  private static final double ACCELERATOR_MACS = 1e9;
  private static final double CALL_MICROS = 2;

  private static final Map<String, Double> UNITS = Map.of("ms", 1e3, "s", 1e6);

  private LatencyPlausibility() {}

  /** What cannot be, in words; empty where everything could. */
  static List<String> cautions(LatencyTable table) {
    List<LatencyKey> without = new ArrayList<>();
    List<LatencyKey> tooFast = new ArrayList<>();
    for (Map.Entry<LatencyKey, LatencyRow> entry : table.rows().entrySet()) {
      if (impossible(table, entry.getKey(), entry.getValue(), 1)) {
        boolean zero = entry.getValue().medianMicros() == 0;
        (zero ? without : tooFast).add(entry.getKey());
      }
    }
    List<String> cautions = new ArrayList<>();
    if (!without.isEmpty()) {
      cautions.add(
          without.size()
              + " of "
              + table.rows().size()
              + " rows take no time at all though they compute, such as "
              + without.get(0));
    }
    if (!tooFast.isEmpty()) {
      cautions.add(tooFast(table, tooFast));
    }
    return cautions;
  }

  private static String tooFast(LatencyTable table, List<LatencyKey> rows) {
    LatencyKey first = rows.get(0);
    return String.format(
        Locale.ROOT,
        "%d of %d rows are faster than any machine, such as %s: %,d multiply-accumulates in %.4g"
            + " us%s",
        rows.size(),
        table.rows().size(),
        first,
        macs(table, first),
        table.rows().get(first).medianMicros(),
        UNITS.keySet().stream()
            .sorted()
            .filter(unit -> rows.stream().noneMatch(key -> impossibleIn(unit, table, key)))
            .findFirst()
            .map(
                unit ->
                    String.format(
                        Locale.ROOT,
                        "; if the times are in %1$s, call their column latency_%1$s (in a .txt file"
                            + " write a line # latency_%1$s above them)",
                        unit))
            .orElse(""));
  }

  private static boolean impossibleIn(String unit, LatencyTable table, LatencyKey key) {
    return impossible(table, key, table.rows().get(key), UNITS.get(unit));
  }

  /** A difference to skip may be below 0; a median may lie off by its interval. */
  private static boolean impossible(
      LatencyTable table, LatencyKey key, LatencyRow row, double unit) {
    double noise = row.spread().map(LatencyRow.Spread::intervalMicros).orElse(0.0);
    double micros = unit * (row.medianMicros() + noise);
    double most = CORE_MACS * micros + ACCELERATOR_MACS * Math.max(0, micros - CALL_MICROS);
    return micros >= 0 && macs(table, key) > most;
  }

  /** None of a skip that is told as the difference to itself. */
  private static long macs(LatencyTable table, LatencyKey key) {
    Placement at = new Placement(key.input(), key.outChannels(), key.stride());
    return OpCode.parse(key.op())
        .filter(op -> !(table.relativeToSkip() && op instanceof Skip))
        .map(op -> table.setting().batch() * op.macs(at))
        .orElse(0L);
  }
}
