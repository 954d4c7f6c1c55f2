package org.fbnetspark.driver.profile;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.fbnetspark.domain.latency.LatencyRow;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.profile.ProfileEntry;
import org.fbnetspark.profile.Profiled;
import org.fbnetspark.report.Figures;

/** Measures the rows that tables lack, chunk by chunk, all classes of machines side by side. */
public final class RowProfile {

  /** Measures networks; see {@link ProfileWorkers#measure}. */
  public interface Instrument {
    public SortedMap<String, Profiled> measure(
        String group, SortedMap<String, List<Network>> networksByHost, int job);
  }

  /** Keeps what was measured. */
  public interface Keeper {
    void keep(DeviceTable table) throws IOException;
  }

  /**
   * A table is written as a whole: of one with tens of thousands of rows that is spared until it
   * has grown by this part.
   */
  private static final int WRITTEN_GROWTHS = 50;

  /** Times that are not written yet are no older than this, and the chunk after it. */
  private static final long LONGEST_NANOS = 60_000_000_000L;

  private final Instrument instrument;
  private final String run;
  private final String settings;
  private final Consumer<String> lines;

  /**
   * A profile.
   *
   * @param run name of this run in the provenance of tables
   * @param settings what the provenance says of every run
   * @param lines takes the progress
   */
  public RowProfile(Instrument instrument, String run, String settings, Consumer<String> lines) {
    this.instrument = instrument;
    this.run = run;
    this.settings = settings;
    this.lines = lines;
  }

  /**
   * Measures.
   *
   * @param wanted every row that the tables shall have
   * @param laterNetworks networks to be timed afterwards, for the guess of the time left
   * @param keeper is given each table after a chunk where it has grown by a fiftieth, a minute has
   *     passed or nothing is missing any more; and, whatever fails, what was measured until then
   * @throws IllegalStateException where no machine of a class is left
   */
  public void measure(
      List<DeviceTable> tables, List<ProfileEntry> wanted, int laterNetworks, Keeper keeper)
      throws IOException {
    Map<DeviceTable, List<ProfileEntry>> missing = new LinkedHashMap<>();
    tables.forEach(table -> missing.put(table, table.missing(wanted)));
    int most = missing.values().stream().mapToInt(List::size).max().orElse(0);
    int chunks = (most + ProfileWorkers.ROWS_AT_A_TIME - 1) / ProfileWorkers.ROWS_AT_A_TIME;
    Map<DeviceTable, Trust> trust = new LinkedHashMap<>();
    Handover handover = new Handover(tables, keeper);
    long start = System.nanoTime();
    try {
      for (int chunk = 0; chunk < chunks; chunk++) {
        Map<DeviceTable, List<ProfileEntry>> now = chunk(missing, chunk);
        SortedMap<String, Profiled> answers =
            instrument.measure("profile chunk " + (chunk + 1) + "/" + chunks, ofHosts(now), chunk);
        for (Map.Entry<DeviceTable, List<ProfileEntry>> part : now.entrySet()) {
          DeviceTable table = part.getKey();
          SortedMap<String, Profiled> own = own(table, answers);
          add(table, part.getValue(), own);
          Trust total = trust.getOrDefault(table, Trust.NONE).with(own);
          trust.put(table, total);
          table.provenance(
              run,
              String.format(
                  Locale.ROOT,
                  "%d rows, %s, control drift at most %.2f %%, %d passes discarded",
                  table.measured(),
                  settings,
                  100 * total.drift(),
                  total.discarded()));
          boolean last = missing.get(table).size() <= (chunk + 1) * ProfileWorkers.ROWS_AT_A_TIME;
          handover.grown(table, last);
        }
        int done = Math.min((chunk + 1) * ProfileWorkers.ROWS_AT_A_TIME, most);
        double each = (System.nanoTime() - start) / 1e9 / done;
        lines.accept(progress(chunk + 1, chunks, done, most, now, answers, each, laterNetworks));
      }
    } catch (Exception failed) {
      handover.rest(tables, failed);
      throw failed;
    }
  }

  /** Gives grown tables to the keeper, neither too often nor too late. */
  private static final class Handover {

    private final Keeper keeper;
    private final Map<DeviceTable, Integer> kept = new HashMap<>();
    private final Map<DeviceTable, Long> times = new HashMap<>();

    Handover(List<DeviceTable> tables, Keeper keeper) {
      this.keeper = keeper;
      tables.forEach(this::isKept);
    }

    void grown(DeviceTable table, boolean last) throws IOException {
      boolean much = since(table) * WRITTEN_GROWTHS >= table.rows().size();
      boolean late = System.nanoTime() - times.get(table) >= LONGEST_NANOS;
      if (last || much || late) {
        keep(table);
      }
    }

    private int since(DeviceTable table) {
      return table.measured() - kept.get(table);
    }

    private void keep(DeviceTable table) throws IOException {
      keeper.keep(table);
      isKept(table);
    }

    private void isKept(DeviceTable table) {
      kept.put(table, table.measured());
      times.put(table, System.nanoTime());
    }

    /** What goes wrong here must not hide the failure. */
    void rest(List<DeviceTable> tables, Exception failed) {
      for (DeviceTable table : tables) {
        try {
          if (since(table) > 0) {
            keep(table);
          }
        } catch (IOException | RuntimeException lost) {
          if (lost != failed) {
            failed.addSuppressed(lost);
          }
        }
      }
    }
  }

  private static String progress(
      int chunk,
      int chunks,
      int done,
      int most,
      Map<DeviceTable, List<ProfileEntry>> now,
      SortedMap<String, Profiled> answers,
      double secondsEach,
      int laterNetworks) {
    long unsteady =
        now.entrySet().stream().mapToLong(part -> unsteady(part.getKey(), part.getValue())).sum();
    return String.format(
        Locale.ROOT,
        "chunk %d/%d: %d of %d rows, %d of this chunk unsteady, control drift %.1f %% | ETA %s",
        chunk,
        chunks,
        done,
        most,
        unsteady,
        100 * Trust.NONE.with(answers).drift(),
        Figures.duration(secondsEach * (most - done + laterNetworks)));
  }

  /** Entries whose row is not steady. */
  static long unsteady(DeviceTable table, List<ProfileEntry> entries) {
    return entries.stream()
        .map(entry -> table.rows().get(entry.key()))
        .filter(row -> !row.spread().map(LatencyRow.Spread::steady).orElse(true))
        .count();
  }

  /** What is said of the trust in figures: the worst of all hosts. */
  private record Trust(double drift, int discarded) {
    static final Trust NONE = new Trust(0, 0);

    Trust with(SortedMap<String, Profiled> answers) {
      return new Trust(
          Math.max(
              drift, answers.values().stream().mapToDouble(Profiled::controlDrift).max().orElse(0)),
          discarded + answers.values().stream().mapToInt(Profiled::discardedPasses).sum());
    }
  }

  private static Map<DeviceTable, List<ProfileEntry>> chunk(
      Map<DeviceTable, List<ProfileEntry>> missing, int chunk) {
    Map<DeviceTable, List<ProfileEntry>> now = new LinkedHashMap<>();
    int from = chunk * ProfileWorkers.ROWS_AT_A_TIME;
    missing.forEach(
        (table, entries) -> {
          if (from < entries.size()) {
            int to = Math.min(from + ProfileWorkers.ROWS_AT_A_TIME, entries.size());
            now.put(table, entries.subList(from, to));
          }
        });
    return now;
  }

  private static SortedMap<String, List<Network>> ofHosts(
      Map<DeviceTable, List<ProfileEntry>> now) {
    SortedMap<String, List<Network>> networks = new TreeMap<>();
    now.forEach(
        (table, entries) -> {
          List<Network> list = entries.stream().map(ProfileEntry::network).toList();
          table.device().hostNames().forEach(host -> networks.put(host, list));
        });
    return networks;
  }

  private static SortedMap<String, Profiled> own(
      DeviceTable table, SortedMap<String, Profiled> answers) {
    SortedMap<String, Profiled> own = new TreeMap<>(answers);
    own.keySet().retainAll(table.device().hostNames());
    if (own.isEmpty()) {
      throw new IllegalStateException(
          "No machine of "
              + table.device().setting().device()
              + " is left; run the command again, which measures what its table lacks");
    }
    return own;
  }

  private static void add(
      DeviceTable table, List<ProfileEntry> entries, SortedMap<String, Profiled> answers) {
    for (int i = 0; i < entries.size(); i++) {
      table.add(entries.get(i), ProfileWorkers.ofHosts(answers, i));
    }
  }
}
