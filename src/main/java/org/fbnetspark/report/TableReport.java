package org.fbnetspark.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.fbnetspark.domain.latency.InterpolationError;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.TableSummary;
import org.fbnetspark.profile.TableComparison;
import org.fbnetspark.profile.TableComparison.Difference;

/** Latency tables as text: many in a line each, one in full, two side by side. */
public final class TableReport {

  private static final String UNKNOWN = "-";

  private TableReport() {}

  /** A line for each table, by the name of its file. */
  public static String list(Map<String, TableSummary> tables) {
    TextTable text =
        new TextTable(
            List.of(
                "file",
                "device",
                "runtime",
                "dtype",
                "batch",
                "threads",
                "rows",
                "unsteady",
                "MAPE",
                "tau",
                "hosts"),
            Set.of(4, 5, 6, 7, 8, 9, 10));
    tables.forEach(
        (file, table) -> {
          LatencySetting setting = table.setting();
          text.add(
              List.of(
                  file,
                  setting.device(),
                  setting.runtime(),
                  setting.dtype(),
                  String.valueOf(setting.batch()),
                  threads(setting),
                  String.valueOf(table.rows()),
                  percent(table.unsteadyShare()),
                  percent(table.mape()),
                  decimals(table.kendallTau(), 3),
                  String.valueOf(table.hosts().size())));
        });
    return text.toString();
  }

  /** Setting, provenance, correction and every row. */
  public static String full(LatencyTable table) {
    StringBuilder text = new StringBuilder();
    text.append("Latency table of ").append(table.setting()).append("\n\n");
    table.provenance().forEach((name, fact) -> text.append(fact(name, fact)));
    if (table.relativeToSkip()) {
      text.append(fact("rows", "differences to skip at the same place"));
    }
    table.baseMicros().ifPresent(base -> text.append(fact("base", micros(base) + " us")));
    table.correction().ifPresent(line -> text.append(fact("whole networks", line(line))));
    if (!table.grids().isEmpty()) {
      text.append(fact("grids", table.grids().size() + ", of rows to interpolate between"));
    }
    InterpolationError.of(table)
        .ifPresent(error -> text.append(fact("held out", LatencySentences.error(error))));
    text.append('\n').append(rows(table));
    return text.toString();
  }

  private static String fact(String name, String fact) {
    return name + ": " + fact + "\n";
  }

  private static String line(LatencyCorrection line) {
    return String.format(
        Locale.ROOT,
        "%s; R2 %.4f over %d networks; error %s, tau %.3f over %s",
        line.line().inWords(),
        line.r2(),
        line.fitted().size(),
        percent(OptionalDouble.of(line.mape())),
        line.kendallTau(),
        line.heldOut().isEmpty() ? "the same" : line.heldOut().size() + " others");
  }

  private static TextTable rows(LatencyTable table) {
    TextTable text =
        new TextTable(
            List.of(
                "op",
                "input",
                "out",
                "stride",
                "layer",
                "median us",
                "p10",
                "p90",
                "+-",
                "runs",
                "steady",
                "hosts",
                "between hosts"),
            Set.of(2, 3, 5, 6, 7, 8, 9, 11, 12));
    for (Map.Entry<LatencyKey, LatencyRow> entry : table.rows().entrySet()) {
      LatencyKey key = entry.getKey();
      LatencyRow row = entry.getValue();
      text.add(
          List.of(
              key.op(),
              key.input().toString(),
              String.valueOf(key.outChannels()),
              String.valueOf(key.stride()),
              key.layer().orElse(""),
              micros(row.medianMicros()),
              row.spread().map(s -> micros(s.p10Micros())).orElse(UNKNOWN),
              row.spread().map(s -> micros(s.p90Micros())).orElse(UNKNOWN),
              row.spread().map(s -> micros(s.intervalMicros())).orElse(UNKNOWN),
              row.spread().map(s -> String.valueOf(s.runs())).orElse(UNKNOWN),
              row.spread().map(s -> s.steady() ? "yes" : "no").orElse(UNKNOWN),
              String.valueOf(row.hostMicros().size()),
              percent(row.hostSpread())));
    }
    return text;
  }

  /**
   * Two tables side by side.
   *
   * @param worst how many of the rows that differ most are printed
   */
  public static String comparison(
      TableComparison comparison, LatencySetting first, LatencySetting second, int worst) {
    StringBuilder text = new StringBuilder();
    text.append("first   ").append(first).append("\n");
    text.append("second  ").append(second).append("\n\n");
    text.append("rows in both                ")
        .append(comparison.differences().size())
        .append("\nSpearman's rank correlation ")
        .append(decimals(comparison.spearman(), 4))
        .append("\nmedian |second-first|/first ")
        .append(percent(comparison.medianRelativeDifference()))
        .append("\n");
    if (!comparison.differences().isEmpty() && worst > 0) {
      text.append("\nThe rows that differ most:\n\n").append(worst(comparison, worst));
    }
    text.append(only("first", comparison.onlyFirst()));
    text.append(only("second", comparison.onlySecond()));
    return text.toString();
  }

  private static TextTable worst(TableComparison comparison, int worst) {
    TextTable text =
        new TextTable(List.of("row", "first us", "second us", "difference"), Set.of(1, 2, 3));
    for (Difference row : comparison.differences().stream().limit(worst).toList()) {
      text.add(
          List.of(
              row.key().toString(),
              micros(row.firstMicros()),
              micros(row.secondMicros()),
              percent(OptionalDouble.of(row.relative()))));
    }
    return text;
  }

  private static String only(String which, List<LatencyKey> keys) {
    return keys.isEmpty()
        ? ""
        : "\nOnly in the "
            + which
            + ":\n"
            + keys.stream().map(key -> "  " + key + "\n").collect(Collectors.joining());
  }

  private static String threads(LatencySetting setting) {
    return setting.threads().isPresent() ? String.valueOf(setting.threads().getAsInt()) : UNKNOWN;
  }

  private static String micros(double micros) {
    return String.format(Locale.ROOT, "%,.2f", micros);
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent()
        ? String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble())
        : UNKNOWN;
  }

  private static String decimals(OptionalDouble figure, int places) {
    return figure.isPresent()
        ? String.format(Locale.ROOT, "%." + places + "f", figure.getAsDouble())
        : UNKNOWN;
  }
}
