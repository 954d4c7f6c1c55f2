package org.fbnetspark.driver.profile;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fbnetspark.domain.latency.InterpolationError;
import org.fbnetspark.domain.latency.LatencyCorrection;
import org.fbnetspark.domain.latency.LatencyGrid;
import org.fbnetspark.domain.latency.LatencyKey;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.latency.LatencySetting;
import org.fbnetspark.domain.latency.LatencyTable;
import org.fbnetspark.format.latency.LatencyFile;
import org.fbnetspark.format.latency.LatencyTableJson;
import org.fbnetspark.profile.Measurement;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.store.Storage;
import org.fbnetspark.wire.HostFacts;

/**
 * The table of one class of machines while it grows. Its rows are net of the call of the runtime,
 * each by what the call takes on the host that has measured the row.
 */
public final class DeviceTable {

  private final ProfiledDevice device;
  private final boolean refresh;
  private final double intervalShare;
  private final Map<LatencyKey, LatencyRow> rows = new LinkedHashMap<>();
  private final SortedMap<String, String> provenance = new TreeMap<>();
  private Optional<LatencyCorrection> correction = Optional.empty();
  private List<LatencyGrid> grids = List.of();
  private int measured;

  /**
   * A table without rows.
   *
   * @param intervalShare see {@link org.fbnetspark.profile.Protocol#intervalShare}
   */
  public DeviceTable(ProfiledDevice device, boolean refresh, double intervalShare) {
    this.device = device;
    this.refresh = refresh;
    this.intervalShare = intervalShare;
  }

  /**
   * The table of a file, if it is there; else one without rows.
   *
   * @param refresh whether rows that are there are measured again
   * @throws IOException where the file is damaged or of another setting
   */
  static DeviceTable open(
      Storage storage, String path, ProfiledDevice device, boolean refresh, double intervalShare)
      throws IOException {
    DeviceTable table = new DeviceTable(device, refresh, intervalShare);
    if (storage.exists(path)) {
      LatencyTable kept =
          LatencyTableJson.read(storage.read(path, LatencyFile.LARGEST_BYTES), path);
      if (!kept.setting().equals(device.setting())) {
        throw new IOException(
            path
                + " is the table of "
                + kept.setting()
                + ", but "
                + device.setting()
                + " would be written there; move it away, or choose another profile.tables");
      }
      table.rows.putAll(kept.rows());
      table.provenance.putAll(kept.provenance());
      table.correction = kept.correction();
      table.grids = kept.grids();
    }
    return table;
  }

  /** Name of the file of a table. */
  static String fileName(LatencySetting setting) {
    String text =
        String.join(
            "_",
            setting.device(),
            setting.runtime(),
            setting.dtype(),
            "b" + setting.batch(),
            setting.threads().isPresent() ? "t" + setting.threads().getAsInt() : "");
    return text.toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9._]+", "-")
            .replaceAll("-*_-*", "_")
            .replaceAll("^[-._]+|[-._]+$", "")
        + ".json";
  }

  public ProfiledDevice device() {
    return device;
  }

  /** Rows measured by this job. */
  public int measured() {
    return measured;
  }

  Optional<LatencyCorrection> correction() {
    return correction;
  }

  /** The rows, if there is one. */
  Map<LatencyKey, LatencyRow> rows() {
    return rows;
  }

  /**
   * The entries to measure: those without a row, in order; on refresh all. Where there are some,
   * hosts that have not timed the runtime's call yet do so first.
   */
  List<ProfileEntry> missing(List<ProfileEntry> wanted) {
    boolean complete = wanted.stream().allMatch(entry -> rows.containsKey(entry.key()));
    return wanted.stream()
        .filter(
            entry ->
                refresh
                    || !rows.containsKey(entry.key())
                    || entry.key().equals(LatencyKey.OVERHEAD) && !complete && !overheadKnown())
        .toList();
  }

  private boolean overheadKnown() {
    return rows.get(LatencyKey.OVERHEAD).hostMicros().keySet().containsAll(device.hostNames());
  }

  /**
   * Adds a row, in place of one that is there. The line from rows to networks no longer holds.
   *
   * @param ofHosts gross times by host; the overhead's come before all others
   */
  void add(ProfileEntry entry, SortedMap<String, Measurement> ofHosts) {
    SortedMap<String, Measurement> net = new TreeMap<>();
    if (entry.key().equals(LatencyKey.OVERHEAD)) {
      if (!refresh) {
        net.putAll(overheads());
      }
      ofHosts.forEach(net::putIfAbsent);
    } else {
      SortedMap<String, Measurement> overheads = overheads();
      // A host that was away when the others timed the call has nothing to subtract.
      ofHosts.forEach(
          (host, gross) -> {
            if (overheads.containsKey(host)) {
              net.put(host, gross.netOf(overheads.get(host), intervalShare));
            }
          });
    }
    if (net.isEmpty()) {
      throw new IllegalStateException(
          "No host that has timed the runtime's call has measured "
              + entry.key()
              + "; run the command again, which measures what its table lacks");
    }
    rows.put(entry.key(), Measurement.merged(net));
    for (HostFacts host : device.hosts()) {
      provenance.put("host " + host.name(), host.inWords());
    }
    correction = Optional.empty();
    measured++;
  }

  private SortedMap<String, Measurement> overheads() {
    SortedMap<String, Measurement> overheads = new TreeMap<>();
    LatencyRow row = rows.get(LatencyKey.OVERHEAD);
    if (row != null && row.spread().isPresent()) {
      row.hostMicros()
          .forEach(
              (host, micros) -> overheads.put(host, new Measurement(micros, row.spread().get())));
    }
    return overheads;
  }

  /**
   * Asks these grids before those that are there, with channels counted in the blocks that fit the
   * rows best. Where that changes what lies between rows, the line to networks no longer holds.
   *
   * @return whether it does
   */
  public boolean ask(List<LatencyGrid> first) {
    Set<LatencyGrid> all = new LinkedHashSet<>(first);
    grids.stream().map(grid -> grid.inBlocks(1)).forEach(all::add);
    LatencyTable counted = with(List.copyOf(all)).build();
    List<LatencyGrid> best = counted.inBlocks(InterpolationError.bestBlock(counted)).grids();
    if (best.equals(grids)) {
      return false;
    }
    grids = best;
    correction = Optional.empty();
    return true;
  }

  /** Sets how whole networks follow from the rows. */
  public void correct(LatencyCorrection line) {
    correction = Optional.of(line);
  }

  /** Sets a fact about the origin. */
  void provenance(String name, String fact) {
    provenance.put(name, fact);
  }

  /** The table as it is now; it needs a row. */
  public LatencyTable table() {
    LatencyTable.Builder builder = with(grids);
    correction.ifPresent(builder::correction);
    return builder.build();
  }

  private LatencyTable.Builder with(List<LatencyGrid> these) {
    LatencyTable.Builder builder = LatencyTable.builder(device.setting());
    provenance.forEach(builder::provenance);
    rows.forEach(builder::add);
    these.forEach(builder::grid);
    return builder;
  }
}
