package org.fbnetspark.format.latency;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyGrid;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.domain.latency.RisingLine;
import org.fbnetspark.format.json.FormatException;

/** What a {@link LatencyTableCsv} tells besides rows: setting, provenance, correction and grids. */
final class LatencyCsvFacts {

  private static final int MOST = 1_000_000;

  private final Map<String, String> setting = new HashMap<>();
  private final Map<String, String> provenance = new TreeMap<>();
  private final List<WholeNetwork> fitted = new ArrayList<>();
  private final List<WholeNetwork> heldOut = new ArrayList<>();
  private final List<LatencyGrid> grids = new ArrayList<>();
  private Optional<Fit> fit = Optional.empty();
  private boolean settingStated;

  /** The setting of files that do not tell theirs. */
  record Unsaid(String runtime, String dtype, int batch, OptionalInt threads) {}

  private record Fit(RisingLine line, double r2, double mape, double kendallTau) {}

  /** Takes a row of its own kinds; and the batch of any row. */
  boolean takes(LatencyCsvRow row) throws FormatException {
    if (row.extras().containsKey("batch")) {
      tell(row, "batch");
    }
    switch (row.op()) {
      case "setting" -> {
        settingStated = true;
        for (String name : List.of("runtime", "dtype", "threads", "layout")) {
          if (row.extras().containsKey(name)) {
            tell(row, name);
          }
        }
      }
      case "provenance" ->
          row.extras()
              .forEach(
                  (name, fact) ->
                      provenance.put(LatencyCsvExtra.decoded(name), LatencyCsvExtra.decoded(fact)));
      case "correction" -> {
        if (fit.isPresent()) {
          throw row.refuse("the correction is given twice");
        }
        fit =
            Optional.of(
                new Fit(
                    line(row), row.number("r2"), row.number("mape"), row.number("kendall_tau")));
      }
      case "network" -> {
        try {
          WholeNetwork network = new WholeNetwork(row.number("sum_us"), row.micros(false));
          (row.number("held_out") == 1 ? heldOut : fitted).add(network);
        } catch (IllegalArgumentException e) {
          throw row.refuse(e.getMessage());
        }
      }
      case "grid" -> {
        if (grids.size() == LatencyGridJson.LARGEST_GRIDS) {
          throw row.refuse("a table has at most " + LatencyGridJson.LARGEST_GRIDS + " grids");
        }
        grids.add(grid(row));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static LatencyGrid grid(LatencyCsvRow row) throws FormatException {
    try {
      return new LatencyGrid(
          LatencyCsvExtra.decoded(row.extras().getOrDefault("of", "")),
          whole(row, "stride", LatencyGridJson.LARGEST_STRIDE),
          axis(row, "sides").map(LatencyCsvFacts::sides).toList(),
          channels(row, "in"),
          channels(row, "middle"),
          channels(row, "out"),
          whole(row, "block", LatencyGridJson.LARGEST_BLOCK));
    } catch (IllegalArgumentException e) {
      throw row.refuse("a grid cannot be read: " + e.getMessage());
    }
  }

  private static Stream<String> axis(LatencyCsvRow row, String name) {
    List<String> values =
        Stream.of(row.extras().getOrDefault(name, "").split(" "))
            .filter(text -> !text.isEmpty())
            .toList();
    if (values.size() > LatencyGridJson.LARGEST_AXIS) {
      throw new IllegalArgumentException(
          name + " must be at most " + LatencyGridJson.LARGEST_AXIS + " values");
    }
    return values.stream();
  }

  private static List<Integer> channels(LatencyCsvRow row, String name) {
    return axis(row, name).map(text -> atMost(LatencyGridJson.LARGEST_CHANNELS, text)).toList();
  }

  private static int atMost(int largest, String text) {
    int value = Integer.parseInt(text);
    if (value > largest) {
      throw new IllegalArgumentException("no value may be above " + largest + ", but " + value);
    }
    return value;
  }

  private static LatencyGrid.Sides sides(String text) {
    int cross = text.indexOf('x');
    return new LatencyGrid.Sides(
        atMost(LatencyGridJson.LARGEST_SIDE, text.substring(0, Math.max(0, cross))),
        atMost(LatencyGridJson.LARGEST_SIDE, text.substring(cross + 1)));
  }

  private static RisingLine line(LatencyCsvRow row) throws FormatException {
    double intercept = row.micros(true);
    double slope = row.number("slope");
    try {
      return row.together("bend_us", "slope_beyond")
          ? new RisingLine(intercept, slope, row.number("bend_us"), row.number("slope_beyond"))
          : RisingLine.straight(intercept, slope);
    } catch (IllegalArgumentException e) {
      throw row.refuse(e.getMessage());
    }
  }

  /** What the base consists of. */
  void base(String note) {
    if (!note.isEmpty()) {
      provenance.put("base", note);
    }
  }

  /** The setting; threads that a row of the setting leaves out are not known. */
  LatencySetting setting(String device, Unsaid unsaid) {
    Optional<String> threads = Optional.ofNullable(setting.get("threads"));
    OptionalInt otherwise = settingStated ? OptionalInt.empty() : unsaid.threads();
    return new LatencySetting(
        device,
        setting.getOrDefault("runtime", unsaid.runtime()),
        setting.getOrDefault("dtype", unsaid.dtype()),
        Optional.ofNullable(setting.get("batch")).map(Integer::parseInt).orElse(unsaid.batch()),
        threads.map(text -> OptionalInt.of(Integer.parseInt(text))).orElse(otherwise),
        Optional.ofNullable(setting.get("layout")));
  }

  /** Adds provenance, correction and grids. */
  void into(LatencyTable.Builder builder, String path) {
    builder.provenance("imported from", path);
    provenance.forEach(builder::provenance);
    fit.ifPresent(
        f ->
            builder.correction(
                new LatencyCorrection(
                    f.line(), f.r2(), f.mape(), f.kendallTau(), fitted, heldOut)));
    grids.forEach(builder::grid);
  }

  private static int whole(LatencyCsvRow row, String name, int largest) throws FormatException {
    double count = row.number(name);
    if (count < 1 || count > largest || count != Math.rint(count)) {
      throw row.refuse(
          name
              + " must be a whole number from 1 to "
              + largest
              + ", but was "
              + LatencyCsvExtra.decoded(row.extras().get(name)));
    }
    return (int) count;
  }

  private void tell(LatencyCsvRow row, String name) throws FormatException {
    String value = LatencyCsvExtra.decoded(row.extras().get(name));
    if (name.equals("batch") || name.equals("threads")) {
      value = String.valueOf(whole(row, name, MOST));
    }
    String known = setting.putIfAbsent(name, value);
    if (known != null && !known.equals(value)) {
      throw row.refuse(
          "a table is of one setting, but " + name + " " + value + " follows " + known);
    }
  }
}
