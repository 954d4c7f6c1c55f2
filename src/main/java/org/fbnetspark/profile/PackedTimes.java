package org.fbnetspark.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyCorrection.WholeNetwork;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.profile.ProfilePackManifest.PackedNetwork;
import org.fbnetspark.profile.ProfilePackManifest.PackedRow;

/**
 * Makes a table of the times that were measured with a pack. With {@code t_i} the runs of a row's
 * model and {@code o_i} those of the overhead, in microseconds:
 *
 * <pre>
 * row      = max(0, median t - median o)          p10, p90 shift alike
 * overhead = median o
 * interval = hypot(interval t, interval o)        of the two independent medians
 * network  = median of its runs                   against overhead + sum of its rows
 * </pre>
 *
 * <p>as {@link Measurement#netOf} has it for rows measured here. A row is steady where its interval
 * is within {@value #STEADY_SHARE} of it. One run alone has no spread.
 */
public final class PackedTimes {

  static final double STEADY_SHARE = 0.02;

  private static final int FEWEST_FITTED = 3;

  /**
   * Where a pack was timed.
   *
   * @param device kind of the device, by which tables are merged
   * @param host which one of that kind
   * @param runtime library that ran the models, with its version
   * @param threads of the runtime, where they are known
   */
  public record Place(String device, String host, String runtime, OptionalInt threads) {}

  private final ProfilePackManifest manifest;
  private final Map<String, Measurement> times = new HashMap<>();

  private PackedTimes(ProfilePackManifest manifest, Map<String, double[]> times) {
    this.manifest = manifest;
    times.forEach((file, runs) -> this.times.put(file, Samples.of(runs).measurement(STEADY_SHARE)));
  }

  /**
   * The table, and the line from its rows to whole networks where the pack has networks. Where no
   * line goes through them, the table says why under the provenance {@code correction}.
   *
   * @param times microseconds of each run, by file; at least one for every file of the manifest
   */
  public static LatencyTable.Builder table(
      ProfilePackManifest manifest, Map<String, double[]> times, Place place) {
    return new PackedTimes(manifest, times).table(place);
  }

  private LatencyTable.Builder table(Place place) {
    LatencyTable.Builder table =
        LatencyTable.builder(
            new LatencySetting(
                place.device(),
                place.runtime(),
                manifest.dtype(),
                manifest.batch(),
                place.threads(),
                Optional.of(manifest.layout())));
    PackedRow overhead =
        manifest.rows().stream()
            .filter(row -> row.key().equals(LatencyKey.OVERHEAD))
            .findFirst()
            .orElseThrow();
    Measurement none = times.get(overhead.model().file());
    Map<String, Double> netMicros = new HashMap<>();
    for (PackedRow row : manifest.rows()) {
      Measurement timed = times.get(row.model().file());
      Measurement net = row == overhead ? timed : timed.netOf(none, STEADY_SHARE);
      netMicros.put(row.model().file(), net.medianMicros());
      table.add(
          row.key(),
          new LatencyRow(
              net.medianMicros(),
              Optional.of(net.spread()).filter(spread -> spread.runs() > 1),
              new TreeMap<>(Map.of(place.host(), net.medianMicros()))));
    }
    correct(table, none.medianMicros(), netMicros);
    return table;
  }

  private void correct(LatencyTable.Builder table, double overhead, Map<String, Double> netMicros) {
    List<WholeNetwork> fitted = new ArrayList<>();
    List<WholeNetwork> heldOut = new ArrayList<>();
    try {
      for (PackedNetwork network : manifest.networks()) {
        double sum = overhead + network.rowFiles().stream().mapToDouble(netMicros::get).sum();
        (network.heldOut() ? heldOut : fitted)
            .add(new WholeNetwork(sum, times.get(network.model().file()).medianMicros()));
      }
      if (fitted.size() >= FEWEST_FITTED) {
        LatencyCorrection line = CorrectionFit.of(fitted, heldOut);
        table.correction(line);
      }
    } catch (IllegalArgumentException noLine) {
      table.provenance("correction", "none: " + noLine.getMessage());
    }
  }
}
