package org.fbnetspark.format.latency;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyGrid;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;

/** The text of a {@link LatencyTableCsv}: first what holds for the table, then its rows. */
final class LatencyCsvText {

  private final LatencyTable table;
  private final List<String> lines = new ArrayList<>();

  private LatencyCsvText(LatencyTable table) {
    this.table = table;
  }

  /**
   * The text.
   *
   * @throws IllegalArgumentException for a row whose op has no code of ours
   */
  static String of(LatencyTable table) {
    LatencyCsvText text = new LatencyCsvText(table);
    text.lines.add(SeparatedText.join(LatencyTableCsv.COLUMNS));
    text.addSetting(table.setting());
    table.provenance().forEach((name, fact) -> text.add("provenance", Map.of(name, fact), ""));
    table.baseMicros().ifPresent(micros -> text.add("base", Map.of(), String.valueOf(micros)));
    table.correction().ifPresent(text::addCorrection);
    table.grids().forEach(text::addGrid);
    table.rows().forEach(text::addRow);
    return text.lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  private void addSetting(LatencySetting setting) {
    Map<String, String> extra = new LinkedHashMap<>();
    extra.put("runtime", setting.runtime());
    extra.put("dtype", setting.dtype());
    extra.put("batch", String.valueOf(setting.batch()));
    setting.threads().ifPresent(threads -> extra.put("threads", String.valueOf(threads)));
    setting.layout().ifPresent(layout -> extra.put("layout", layout));
    add("setting", extra, "");
  }

  private void addCorrection(LatencyCorrection fit) {
    Map<String, String> extra = new LinkedHashMap<>();
    RisingLine line = fit.line();
    extra.put("slope", String.valueOf(line.slope()));
    if (line.bent()) {
      extra.put("bend_us", String.valueOf(line.bend()));
      extra.put("slope_beyond", String.valueOf(line.slopeBeyond()));
    }
    extra.put("r2", String.valueOf(fit.r2()));
    extra.put("mape", String.valueOf(fit.mape()));
    extra.put("kendall_tau", String.valueOf(fit.kendallTau()));
    add("correction", extra, String.valueOf(line.intercept()));
    fit.fitted().forEach(network -> addNetwork(network, "0"));
    fit.heldOut().forEach(network -> addNetwork(network, "1"));
  }

  private void addNetwork(WholeNetwork network, String heldOut) {
    Map<String, String> extra = new LinkedHashMap<>();
    extra.put("sum_us", String.valueOf(network.sumMicros()));
    extra.put("held_out", heldOut);
    add("network", extra, String.valueOf(network.measuredMicros()));
  }

  private void addGrid(LatencyGrid grid) {
    Map<String, String> extra = new LinkedHashMap<>();
    extra.put("of", grid.op());
    extra.put("stride", String.valueOf(grid.stride()));
    extra.put("sides", words(grid.sides()));
    extra.put("in", words(grid.in()));
    if (!grid.middle().isEmpty()) {
      extra.put("middle", words(grid.middle()));
    }
    extra.put("out", words(grid.out()));
    extra.put("block", String.valueOf(grid.block()));
    add("grid", extra, "");
  }

  private static String words(List<?> axis) {
    return axis.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private void addRow(LatencyKey key, LatencyRow row) {
    Map<String, String> extra = new LinkedHashMap<>();
    List<String> op = op(key, extra);
    key.layer().ifPresent(layer -> extra.put("layer", layer));
    if (table.relativeToSkip()) {
      extra.put("relative_to", "skip");
    }
    row.spread()
        .ifPresent(
            spread -> {
              extra.put("p10_us", String.valueOf(spread.p10Micros()));
              extra.put("p90_us", String.valueOf(spread.p90Micros()));
              extra.put("interval_us", String.valueOf(spread.intervalMicros()));
              extra.put("runs", String.valueOf(spread.runs()));
              extra.put("steady", spread.steady() ? "1" : "0");
            });
    row.hostMicros()
        .forEach((host, micros) -> extra.put(LatencyCsvRow.HOST + host, String.valueOf(micros)));
    List<String> shape =
        List.of(
            String.valueOf(key.stride()),
            String.valueOf(key.input().channels()),
            String.valueOf(key.outChannels()),
            String.valueOf(key.input().height()),
            String.valueOf(key.input().width()));
    add(op, shape, extra, String.valueOf(row.medianMicros()), key.toString());
  }

  /** The cells op, kernel, expansion and groups; what has no cell goes into extra. */
  private static List<String> op(LatencyKey key, Map<String, String> extra) {
    if (key.op().equals(LatencyKey.HEAD) || key.op().equals(LatencyKey.OVERHEAD.op())) {
      return List.of(key.op(), "", "", "");
    }
    Op op =
        OpCode.parse(key.op())
            .orElseThrow(() -> new IllegalArgumentException(key + ": " + OpCode.unknown(key.op())));
    return op.accept(new LatencyCsvOp(extra));
  }

  private void add(String op, Map<String, String> extra, String micros) {
    List<String> none = List.of("", "", "", "", "");
    add(List.of(op, "", "", ""), none, extra, micros, op);
  }

  private void add(
      List<String> op, List<String> shape, Map<String, String> extra, String micros, String key) {
    List<String> fields = new ArrayList<>();
    fields.add(table.setting().device());
    fields.addAll(op);
    fields.addAll(shape);
    fields.add(LatencyCsvExtra.cell(extra));
    fields.add(micros);
    fields.add(key);
    lines.add(SeparatedText.join(fields));
  }
}
